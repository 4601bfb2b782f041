/**
 * Wrong: takes a length of 0 for no length at all.
 * Must get: It is whole as soon as its header is
 */
const headerBytes = 4

class FrameTooLongError extends Error {
  readonly code = 'ERR_FRAME_TOO_LONG'
}

export function createDecoder(maxPayloadBytes: number) {
  let pieces: Uint8Array[] = []
  let waitingBytes = 0
  let wantedBytes = headerBytes
  let refusal: FrameTooLongError | undefined

  const takeFrame = (waiting: Buffer): Buffer | undefined => {
    wantedBytes = headerBytes
    if (waiting.length <= wantedBytes) return undefined
    const lengthBytes = waiting.readUInt32BE(0)
    if (lengthBytes > maxPayloadBytes) {
      refusal = new FrameTooLongError(`a frame of ${lengthBytes} bytes, at most ${maxPayloadBytes}`)
      return undefined
    }
    wantedBytes += lengthBytes
    return waiting.length < wantedBytes ? undefined : waiting.subarray(headerBytes, wantedBytes)
  }

  return {
    push(bytes: Uint8Array) {
      if (refusal) throw refusal
      pieces.push(bytes.slice())
      waitingBytes += bytes.length
      const frames: Uint8Array[] = []
      if (waitingBytes < wantedBytes) return frames
      let waiting = Buffer.concat(pieces, waitingBytes)
      for (let frame = takeFrame(waiting); frame; frame = takeFrame(waiting)) {
        frames.push(frame)
        waiting = waiting.subarray(wantedBytes)
      }
      pieces = [waiting]
      waitingBytes = waiting.length
      if (refusal && frames.length === 0) throw refusal
      return frames
    },
    end() {
      if (refusal) throw refusal
      if (waitingBytes === 0) return { end: 'clean', missingBytes: 0 }
      return { end: 'truncated', missingBytes: wantedBytes - waitingBytes }
    },
  }
}
