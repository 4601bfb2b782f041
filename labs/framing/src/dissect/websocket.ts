import { toHex } from '@socket-labs/trace'
import type { ByteReader, Reading } from './byte-reader.ts'
import { readHead } from './http.ts'
import { bigEndian, shownText } from './shown-text.ts'

const opcodes: Readonly<Record<number, string>> = {
  0: 'continuation',
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
}
const mostControlBytes = 125

/** One direction of a WebSocket from its beginning: the HTTP head that upgrades it, then frames. */
export function* websocketStream(reader: ByteReader): Reading {
  yield* readHead(reader)
  yield reader.frame('head')
  yield* websocketFrames(reader)
}

/**
 * RFC 6455 §5.2, without extensions:
 *
 * ```
 *   | FIN 1 bit, 3 reserved, opcode 4 | MASK 1 bit, length 7 | length 16 or 64 bits, if 126 or 127
 *   | masking key 4 bytes, if MASK | payload |
 * ```
 */
export function* websocketFrames(reader: ByteReader): Reading {
  for (;;) {
    const first = yield* reader.peek()
    const opcode = opcodes[first & 0x0f]
    const isLast = first >= 0x80
    if (first & 0x70) yield* reader.broken('expected the three reserved bits to be 0')
    if (!opcode) return yield* reader.broken(`expected a known opcode, got ${first & 0x0f}`)
    const isControl = (first & 0x0f) >= 8
    if (isControl && !isLast) yield* reader.broken(`expected a ${opcode} to be in one piece`)
    yield* reader.take(1, 'FIN and opcode', () => `${isLast ? 'last' : 'more follow'}, ${opcode}`)

    const second = yield* reader.peek()
    const isMasked = second >= 0x80
    const short = second & 0x7f
    if (isControl && short > mostControlBytes) {
      yield* reader.broken(`expected a ${opcode} of at most ${mostControlBytes} bytes`)
    }
    yield* reader.take(1, 'MASK and length', () => `${isMasked ? 'masked' : 'plain'}, ${short}`)
    const length = short < 126 ? short : yield* readLongLength(reader, short === 126 ? 2 : 8)
    const key = isMasked
      ? yield* reader.take(4, 'masking key', (bytes) => toHex(bytes, ' '))
      : new Uint8Array(4)
    yield* reader.endAfter(length)
    yield* readPayload(reader, opcode, key)
    yield reader.frame(opcode)
  }
}

function* readLongLength(reader: ByteReader, bytes: 2 | 8): Reading<number> {
  const field = yield* reader.take(bytes, 'length', (length) => String(bigEndian(length)))
  const length = bigEndian(field)
  if (length < (bytes === 2 ? 126 : 0x10000)) {
    yield* reader.broken(
      `expected the shortest form of the length, and ${length} has a shorter one`,
    )
  }
  return length
}

/** The payload as it was before it was masked; of a close the code stands in front. */
function* readPayload(reader: ByteReader, opcode: string, key: Uint8Array): Reading {
  if (opcode === 'close' && reader.leftBytes > 0) {
    yield* reader.take(2, 'close code', (bytes) => String(bigEndian(unmasked(bytes, key))))
    const rest = key.map((_, i) => key[(i + 2) % 4] as number)
    yield* reader.take(reader.leftBytes, 'reason', (bytes) => shownText(unmasked(bytes, rest)))
  } else {
    yield* reader.take(reader.leftBytes, 'payload', (bytes) => shownText(unmasked(bytes, key)))
  }
}

/** Exclusive or with the key, over and over: the same call masks (RFC 6455 §5.3). */
export function unmasked(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => byte ^ (key[i % 4] as number))
}

/** A frame as a client sends it; `first` is FIN and the opcode. */
export function maskedFrame(first: number, payload: Uint8Array, key: Uint8Array): Uint8Array {
  const short = payload.length < 126 ? payload.length : payload.length < 0x10000 ? 126 : 127
  const longBytes = short < 126 ? 0 : short === 126 ? 2 : 8
  const frame = new Uint8Array(2 + longBytes + 4 + payload.length)
  frame.set([first, 0x80 | short])
  for (let i = 0, left = payload.length; i < longBytes; i++, left = Math.floor(left / 256)) {
    frame[1 + longBytes - i] = left % 256
  }
  frame.set(key, 2 + longBytes)
  frame.set(unmasked(payload, key), 6 + longBytes)
  return frame
}
