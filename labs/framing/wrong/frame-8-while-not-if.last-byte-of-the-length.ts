/**
 * Wrong: reads the last byte of the length alone, which is enough for short frames.
 * Must get: its last byte alone was read
 */
export function createDecoder() {
  let waiting: Buffer = Buffer.alloc(0)
  return {
    push(bytes: Uint8Array) {
      waiting = Buffer.concat([waiting, bytes])
      const frames: Uint8Array[] = []
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt8(3)) {
        const toByte = 4 + waiting.readUInt8(3)
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
