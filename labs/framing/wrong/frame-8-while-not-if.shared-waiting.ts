/**
 * Wrong: what waits is kept outside of the function, once for all decoders.
 * Must get: needs variables of its own
 */
let waiting: Buffer = Buffer.alloc(0)

export function createDecoder() {
  return {
    push(bytes: Uint8Array) {
      waiting = Buffer.concat([waiting, bytes])
      const frames: Uint8Array[] = []
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0)) {
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
