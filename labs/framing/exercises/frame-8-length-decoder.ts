/** Finds the frames in a stream of bytes. */
export interface Decoder {
  /** The bytes of one read, any number of them. Answers the frames that are complete with them, in order. */
  push(bytes: Uint8Array): Uint8Array[]
  /** The stream has ended. */
  end(): Ending
}

export interface Ending {
  /** `clean` between two frames, `truncated` within one. */
  end: 'clean' | 'truncated'
  /**
   * How many bytes are missing: of the frame, without those that came, or of the header where that is cut,
   * for then nobody knows how long the frame would have been. 0 after a clean end.
   */
  missingBytes: number
}

/**
 * Decodes frames behind a length header: four bytes, the first weighs most (big endian), which say how
 * many bytes follow. The whole thing, fit to stand behind an open port.
 *
 *     00 00 00 05 68 65 6c 6c 6f 00 00 00 02 68 69
 *     └── 5 ────┘ h  e  l  l  o  └── 2 ────┘ h  i
 *
 * What must hold:
 *
 * - TCP may bring the bytes in reads of any size: every frame is handed over, without its header, by the
 *   `push` that brings its last byte. A header can be cut at every byte (half packets, 半包), one read can
 *   bring many frames (sticky packets, 粘包), and a frame can be empty.
 * - A header is a claim of somebody you do not know. It may say anything up to 2^32 − 1. If it says more
 *   than `maxPayloadBytes`, `push` throws an Error whose `code` is `'ERR_FRAME_TOO_LONG'`, as soon as the
 *   header is there. Where the next frame begins is unknown then: from now on every call throws.
 * - No frame is lost by that: if frames in front of that header are complete with the same `push`, it
 *   returns them, and the next call throws.
 * - Memory follows the bytes that have come, never the length that is claimed.
 * - Work is in proportion to the bytes, however many reads bring them: each byte may be copied a few
 *   times, but not again at every `push`.
 * - `bytes` belongs to the caller, who uses the memory again as soon as `push` has returned. Neither the
 *   frames that you hand over nor what you keep may change with it.
 * - Two decoders know nothing of each other.
 */
export function createDecoder(maxPayloadBytes: number): Decoder {
  // TODO: it finds frames. Go through the list: what does it not do yet?
  let waiting: Buffer = Buffer.alloc(0)
  return {
    push(bytes) {
      waiting = Buffer.concat([waiting, bytes])
      const frames: Uint8Array[] = []
      while (waiting.length > 0) {
        const lengthBytes = waiting.readInt32BE(0)
        if (lengthBytes > maxPayloadBytes) throw new Error('frame too long')
        if (waiting.length < 4 + lengthBytes) break
        frames.push(waiting.subarray(4, 4 + lengthBytes))
        waiting = waiting.subarray(4 + lengthBytes)
      }
      return frames
    },
    end() {
      return { end: 'clean', missingBytes: 0 }
    },
  }
}
