/**
 * Wrong: waits for a byte behind the frame.
 * Must get: not with one more
 */
export function createDecoder() {
  let waiting: Buffer = Buffer.alloc(0)
  return {
    push(bytes: Uint8Array) {
      waiting = Buffer.concat([waiting, bytes])
      const frames: Uint8Array[] = []
      while (waiting.length >= 4 && waiting.length > 4 + waiting.readUInt32BE(0)) {
        const toByte = 4 + waiting.readUInt32BE(0)
        frames.push(waiting.subarray(4, toByte))
        waiting = waiting.subarray(toByte)
      }
      return frames
    },
    end() {
      return waiting.length
    },
  }
}
