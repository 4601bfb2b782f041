/**
 * Wrong: makes each read text, so a character that was cut is lost.
 * Must get: The bytes were made text on the way
 */
export function createLines(maxLineBytes: number) {
  let waiting = ''
  return {
    push(bytes: Uint8Array) {
      waiting += Buffer.from(bytes).toString()
      const lines = waiting.split('\n')
      waiting = lines.pop() ?? ''
      if (waiting.length > maxLineBytes) {
        throw Object.assign(new Error('line too long'), { code: 'ERR_LINE_TOO_LONG' })
      }
      return lines.map((line) => Buffer.from(line.replace(/\r$/, '')))
    },
    end() {
      return waiting === '' ? [] : [Buffer.from(waiting)]
    },
  }
}
