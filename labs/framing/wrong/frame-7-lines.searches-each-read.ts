/**
 * Wrong: looks for CRLF and LF in each read alone, so a CR that came before stays in the line.
 * Must get: a CRLF can be cut too
 */
export function createLines(maxLineBytes: number) {
  let waiting = Buffer.alloc(0)
  return {
    push(bytes: Uint8Array) {
      const lines: Uint8Array[] = []
      let rest = Buffer.from(bytes)
      for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n')) {
        const to = rest[at - 1] === 0x0d ? at - 1 : at
        lines.push(Buffer.concat([waiting, rest.subarray(0, to)]))
        waiting = Buffer.alloc(0)
        rest = rest.subarray(at + 1)
      }
      waiting = Buffer.concat([waiting, rest])
      if (waiting.length > maxLineBytes) {
        throw Object.assign(new Error('line too long'), { code: 'ERR_LINE_TOO_LONG' })
      }
      return lines
    },
    end() {
      return waiting.length > 0 ? [waiting] : []
    },
  }
}
