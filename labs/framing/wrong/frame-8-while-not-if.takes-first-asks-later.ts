/**
 * Wrong: a do-while takes before it asks, so it reads a header that is not there.
 * Must get: before all four of its bytes had arrived
 */
export function createDecoder() {
  let waiting: Buffer = Buffer.alloc(0)
  return {
    push(bytes: Uint8Array) {
      waiting = Buffer.concat([waiting, bytes])
      const frames: Uint8Array[] = []
      do {
        const toByte = 4 + waiting.readUInt32BE(0)
        frames.push(waiting.subarray(4, toByte))
        waiting = waiting.subarray(toByte)
      } while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0))
      return frames
    },
    end() {
      return waiting.length
    },
  }
}
