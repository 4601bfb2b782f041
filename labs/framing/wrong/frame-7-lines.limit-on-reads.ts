/**
 * Wrong: looks at all that is there before it looks for lines.
 * Must get: the limit is for each line alone
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
      check(waiting)
      if (refusal) throw refusal
      const lines: Uint8Array[] = []
      for (let at = waiting.indexOf(lf); at >= 0; at = waiting.indexOf(lf)) {
        const line = withoutCr(waiting.subarray(0, at))
        check(line)
        if (refusal) break
        lines.push(line)
        waiting = waiting.subarray(at + 1)
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

function withoutCr(line: Uint8Array): Uint8Array {
  return line.at(-1) === cr ? line.subarray(0, -1) : line
}
