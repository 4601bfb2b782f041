/** Bytes that are no netstring: why, and at which byte of the stream that was certain (the first is 0). */
export interface Broken {
  broken: 'length' | 'too-long' | 'comma'
  atByte: number
}

/** Finds the netstrings in a stream of bytes. */
export interface Decoder {
  /** The bytes of one read. Answers the payloads that are complete with them, and the breach, in order. */
  push(bytes: Uint8Array): (Uint8Array | Broken)[]
  /** The stream has ended. Answers how many bytes of an unfinished netstring have come; 0 if none. */
  end(): number
}

/**
 * A netstring (D. J. Bernstein, 1997) says how long it is in decimal digits, so that people can read it:
 *
 *     1 2 : h e l l o   w o r l d ! ,
 *     │   │ └── 12 bytes ─────────┘ a comma, which proves that both ends counted alike
 *     │   a colon
 *     the number of bytes between the colon and the comma
 *
 * `encode` makes one of any bytes. The empty one is `0:,`.
 *
 * What must hold for the decoder:
 *
 * - The stream may be cut anywhere, also between two digits. A payload is handed over by the `push` that
 *   brings its comma: no earlier, no later.
 * - A payload is bytes, not text, and may hold anything: commas, colons, digits, whole netstrings.
 * - It is strict, because two programs that read the same bytes in two ways are an attacker's way in. The
 *   length is one digit or more, without sign, space or leading zero (`0:,` and nothing else begins with
 *   0), and a colon follows at once: else `'length'`.
 * - A payload may have `maxPayloadBytes`. A length that is greater is `'too-long'` as soon as its digits
 *   say so, colon or not: nobody collects digits without end.
 * - Behind the payload stands a comma: else `'comma'`.
 * - What is broken is told by the `push` that brings the byte at `atByte`: the first byte that no right
 *   netstring can have there. Payloads that came before it in the same read are handed over too.
 * - Then nothing more is decoded, whatever comes, and `end` answers 0: nobody knows where the next begins.
 * - Two decoders know nothing of each other.
 *
 * Nobody writes to `bytes` after the call, so payloads may be views of it.
 */
export function encode(payload: Uint8Array): Uint8Array {
  return Buffer.from(`${payload.length}:${Buffer.from(payload).toString()},`)
}

/** See above. */
export function createDecoder(maxPayloadBytes: number): Decoder {
  let text = ''
  return {
    // TODO: it reads netstrings as a person does: a number, a colon, some text, a comma.
    push(bytes) {
      text += Buffer.from(bytes).toString()
      const found: Uint8Array[] = []
      for (;;) {
        const length = Number.parseInt(text, 10)
        const start = text.indexOf(':') + 1
        if (start === 0 || length > maxPayloadBytes || text.length <= start + length) return found
        found.push(Buffer.from(text.slice(start, start + length)))
        text = text.slice(start + length + 1)
      }
    },
    end() {
      return text.length
    },
  }
}
