import type { ByteReader, Reading } from './byte-reader.ts'
import { latin1 } from './shown-text.ts'

const zero = 0x30
const nine = 0x39
const comma = 0x2c

/**
 * `5:hello,`: a length in decimal, a colon, so many bytes, a comma.
 * Source: https://cr.yp.to/proto/netstrings.txt
 */
export function* netstrings(reader: ByteReader): Reading {
  for (;;) {
    const digits = yield* countDigits(reader)
    const length = Number(latin1(yield* reader.take(digits, 'length', latin1)))
    yield* reader.take(1, 'colon')
    yield* reader.take(length, 'payload')
    if ((yield* reader.peek()) !== comma) {
      yield* reader.broken(`expected a comma behind ${length} bytes, and something else came`)
    }
    yield* reader.take(1, 'comma')
    yield reader.frame('netstring')
  }
}

function* countDigits(reader: ByteReader): Reading<number> {
  const first = yield* reader.peek()
  for (let digits = 0; ; digits++) {
    const byte = yield* reader.peek(digits)
    const isDigit = byte >= zero && byte <= nine
    if (!isDigit && digits > 0 && byte === 0x3a) return digits
    if (!isDigit) yield* reader.broken('expected a length in decimal and a colon')
    if (digits > 0 && first === zero)
      yield* reader.broken('expected a length without leading zeros')
    if (digits === 16) yield* reader.broken('expected a length of at most 16 digits')
  }
}
