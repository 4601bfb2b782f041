/**
 * Wrong: works on each read alone.
 * Must get: has to be kept for the next push
 */
class FrameTooLongError extends Error {
  readonly code = 'ERR_FRAME_TOO_LONG'
}

export function createDecoder(maxPayloadBytes: number) {
  let waiting: Buffer = Buffer.alloc(0)
  let refusal: FrameTooLongError | undefined
  return {
    push(bytes: Uint8Array) {
      if (refusal) throw refusal
      waiting = Buffer.from(bytes)
      const frames: Uint8Array[] = []
      while (waiting.length >= 4) {
        const lengthBytes = waiting.readUInt32BE(0)
        if (lengthBytes > maxPayloadBytes) {
          refusal = new FrameTooLongError('too long')
          if (frames.length === 0) throw refusal
          break
        }
        if (waiting.length < 4 + lengthBytes) break
        frames.push(waiting.subarray(4, 4 + lengthBytes))
        waiting = waiting.subarray(4 + lengthBytes)
      }
      return frames
    },
    end() {
      if (refusal) throw refusal
      if (waiting.length === 0) return { end: 'clean', missingBytes: 0 }
      const wantedBytes = waiting.length < 4 ? 4 : 4 + waiting.readUInt32BE(0)
      return { end: 'truncated', missingBytes: wantedBytes - waiting.length }
    },
  }
}
