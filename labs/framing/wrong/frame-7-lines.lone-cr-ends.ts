/**
 * Wrong: takes a CR by itself for an ending, as old Macs did.
 * Must get: only LF ends a line
 */
const lf = 0x0a
const cr = 0x0d

class LineTooLongError extends Error {
  readonly code = 'ERR_LINE_TOO_LONG'
}

export function createLines(maxLineBytes: number) {
  let waiting: Uint8Array = new Uint8Array(0)
  let refusal: LineTooLongError | undefined
  const check = (line: Uint8Array) => {
    if (line.length <= maxLineBytes) return
    refusal = new LineTooLongError(
      `a line of ${line.length} bytes or more, at most ${maxLineBytes}`,
    )
  }
  return {
    push(bytes: Uint8Array) {
      if (refusal) throw refusal
      waiting = Buffer.concat([waiting, bytes])
      const lines: Uint8Array[] = []
      for (let at = endIn(waiting); at >= 0; at = endIn(waiting)) {
        const line = waiting.subarray(0, at)
        check(line)
        if (refusal) break
        lines.push(line)
        waiting = waiting.subarray(at + (waiting[at] === cr && waiting[at + 1] === lf ? 2 : 1))
      }
      // A CR that comes last may yet be the first half of an ending.
      if (!refusal) check(withoutCr(waiting))
      if (refusal && lines.length === 0) throw refusal
      return lines
    },
    end() {
      check(waiting)
      if (refusal) throw refusal
      return waiting.length > 0 ? [waiting] : []
    },
  }
}

function endIn(bytes: Uint8Array): number {
  return bytes.findIndex((byte) => byte === lf || byte === cr)
}

function withoutCr(line: Uint8Array): Uint8Array {
  return line.at(-1) === cr ? line.subarray(0, -1) : line
}
