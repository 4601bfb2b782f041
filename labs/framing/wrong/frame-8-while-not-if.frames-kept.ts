/**
 * Wrong: the array of frames is made once and grows, so each push answers the frames of all before it.
 * Must get: was handed over again
 */
export function createDecoder() {
  let waiting: Buffer = Buffer.alloc(0)
  const frames: Uint8Array[] = []
  return {
    push(bytes: Uint8Array) {
      waiting = Buffer.concat([waiting, bytes])
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
