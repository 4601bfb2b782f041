/** Bytes between two frames, or before the end, that are in no frame: how many. */
export interface Skipped {
  skippedBytes: number
}

/** Finds the frames in a stream of bytes, some of which are damaged. */
export interface Decoder {
  /** The bytes of one read. Answers the payloads that are certain with them, and what was skipped, in order. */
  push(bytes: Uint8Array): (Uint8Array | Skipped)[]
  /** The stream has ended. Answers what can be told now that nothing more will come. */
  end(): (Uint8Array | Skipped)[]
}

/**
 * Decodes frames from a line that changes bytes, loses some, and adds others (a serial line does; TCP has
 * a checksum of its own, and a program that writes half a frame and starts again does it over TCP too).
 *
 *     ┌──────┬────────┬───────────────────┬──────────────┐
 *     │  7e  │ length │ payload           │ check        │
 *     │ sync │ 1 byte │ length bytes      │ 2 bytes, BE  │
 *     └──────┴────────┴───────────────────┴──────────────┘
 *              └── checkOf these bytes ─┘ gives the check
 *
 * What must hold:
 *
 * - A frame is a 7e, a length, so many bytes, and a check that fits. Nothing else is a frame. A payload may
 *   be empty, and may hold any byte, 7e too.
 * - Where no frame begins, one byte is skipped, and the next byte is looked at. That holds for noise, and
 *   for a frame that turns out to be damaged: what its length claims may be a lie, and what lies within it
 *   may be whole, good frames. Each of them is found.
 * - A frame that may begin here, and has not come whole, is waited for: its check decides.
 * - At the end nothing more will come. What still waits is no frame, but there may be frames within it.
 * - What is skipped is counted exactly: one `{ skippedBytes }` in front of the frame that is found behind
 *   the gap, and one at the end if the stream ends in one; none where nothing was skipped. So every byte
 *   of the stream is in one frame or is counted once.
 * - All this holds however the stream is cut. Two decoders know nothing of each other.
 *
 * Nobody writes to `bytes` after the call, so payloads may be views of it.
 */
export function createDecoder(): Decoder {
  let waiting = Buffer.alloc(0)
  return {
    push(bytes) {
      waiting = Buffer.concat([waiting, bytes])
      const found: (Uint8Array | Skipped)[] = []
      while (waiting.length >= 2) {
        const toByte = 2 + (waiting[1] as number)
        if (waiting.length < toByte + 2) break
        const isRight = checkOf(waiting.subarray(1, toByte)) === waiting.readUInt16BE(toByte)
        // TODO: after damage it believes the damaged length, and where the next frame begins is luck.
        if (isRight) found.push(waiting.subarray(2, toByte))
        waiting = waiting.subarray(toByte + 2)
      }
      return found
    },
    end() {
      return []
    },
  }
}

/** CRC-16/CCITT-FALSE: 0x29b1 for the bytes of `123456789`. It is right, and need not be changed. */
function checkOf(bytes: Uint8Array): number {
  let check = 0xffff
  for (const byte of bytes) {
    check ^= byte << 8
    for (let bit = 0; bit < 8; bit++) {
      check = (check & 0x8000 ? (check << 1) ^ 0x1021 : check << 1) & 0xffff
    }
  }
  return check
}
