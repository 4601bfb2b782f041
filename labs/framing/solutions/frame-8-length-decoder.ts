export interface Decoder {
  push(bytes: Uint8Array): Uint8Array[]
  end(): Ending
}

export interface Ending {
  end: 'clean' | 'truncated'
  missingBytes: number
}

const headerBytes = 4

class FrameTooLongError extends Error {
  readonly code = 'ERR_FRAME_TOO_LONG'
}

/** Decodes frames behind a length of four bytes, big endian, of at most `maxPayloadBytes` bytes. */
export function createDecoder(maxPayloadBytes: number): Decoder {
  /** What waits, in the pieces in which it came, and how much of it there must be to go on. */
  let pieces: Uint8Array[] = []
  let waitingBytes = 0
  let wantedBytes = headerBytes
  let refusal: FrameTooLongError | undefined

  /** The next frame, or undefined when there is none; says then how many bytes are wanted. */
  const takeFrame = (waiting: Buffer): Buffer | undefined => {
    wantedBytes = headerBytes
    if (waiting.length < wantedBytes) return undefined
    const lengthBytes = waiting.readUInt32BE(0)
    if (lengthBytes > maxPayloadBytes) {
      refusal = new FrameTooLongError(`a frame of ${lengthBytes} bytes, at most ${maxPayloadBytes}`)
      return undefined
    }
    wantedBytes += lengthBytes
    return waiting.length < wantedBytes ? undefined : waiting.subarray(headerBytes, wantedBytes)
  }

  return {
    push(bytes) {
      if (refusal) throw refusal
      pieces.push(bytes.slice())
      waitingBytes += bytes.length
      const frames: Uint8Array[] = []
      // Put together only when that completes something: once for the header, once for the frame.
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
