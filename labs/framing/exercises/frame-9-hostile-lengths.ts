/** A frame that was not taken: how long its header says it is, and how long it may be. */
export interface Refused {
  claimedBytes: number
  allowedBytes: number
}

/** Finds the frames in a stream of bytes. */
export interface Decoder {
  /** The bytes of one read. Answers the frames that are complete with them, and the refusals, in order. */
  push(bytes: Uint8Array): (Uint8Array | Refused)[]
  /** The stream has ended. Answers how many bytes are kept that are in no frame yet, header included. */
  end(): number
}

/**
 * Decodes frames behind a length header of four bytes, big endian, from a peer that nobody knows. Its
 * header may say 4 294 967 295, and cost the peer four bytes. What does it cost you?
 *
 *     maxFrameBytes = 8
 *     00 00 00 02 68 69   00 00 00 09 61 62 63 …
 *     └── 2 ────┘ h  i    └── 9 ────┘ refused here, by the push that brings the 09
 *
 * What must hold:
 *
 * - Frames of up to `maxFrameBytes` bytes (the header not counted) are handed over as before: by the
 *   `push` that brings their last byte, however the stream is cut. A frame may be empty.
 * - A header that claims more is refused by the `push` that brings its fourth byte, before any of the
 *   claimed bytes: the answer holds `{ claimedBytes, allowedBytes }` in the frame's place. Frames that
 *   came before it in the same read are handed over too.
 * - The claim may be any number that four bytes can say.
 * - `'stop'`: after a refusal nothing more is decoded, whatever comes, and nothing is kept.
 * - `'skip'`: exactly the refused frame is passed over, in however many reads it comes, and nothing of it
 *   is kept. The next frame begins behind it.
 * - Memory follows the bytes that have come, never a length that was claimed, also where it is allowed:
 *   `maxFrameBytes` may be 32 MiB, and a thousand peers may each say so and send nothing more.
 * - Two decoders know nothing of each other.
 *
 * Nobody writes to `bytes` after the call, so frames may be views of it.
 */
export function createDecoder(maxFrameBytes: number, afterRefusal: 'stop' | 'skip'): Decoder {
  let header: number[] = []
  let payload: Uint8Array | undefined
  let payloadBytes = 0
  return {
    push(bytes) {
      const found: (Uint8Array | Refused)[] = []
      for (const byte of bytes) {
        if (payload) {
          payload[payloadBytes++] = byte
        } else {
          header.push(byte)
          if (header.length < 4) continue
          const [a = 0, b = 0, c = 0, d = 0] = header
          payload = new Uint8Array((a << 24) | (b << 16) | (c << 8) | d)
          payloadBytes = 0
          header = []
        }
        if (payloadBytes < payload.length) continue
        // TODO: it works, and by now a peer that claims too much has had all that it wanted.
        if (payload.length <= maxFrameBytes) found.push(payload)
        else if (afterRefusal === 'stop') throw new Error('a frame is too long')
        payload = undefined
      }
      return found
    },
    end() {
      return payload ? 4 + payloadBytes : header.length
    },
  }
}
