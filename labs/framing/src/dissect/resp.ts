import type { ByteReader, Reading } from './byte-reader.ts'
import { latin1 } from './shown-text.ts'

/** What follows the type: a line; a length and so many bytes; a count and so many values, once or in pairs. */
interface Type {
  name: string
  form: 'line' | 'bytes' | 'values' | 'pairs'
}

const types: Readonly<Record<string, Type>> = {
  '+': { name: 'simple string', form: 'line' },
  '-': { name: 'error', form: 'line' },
  ':': { name: 'integer', form: 'line' },
  $: { name: 'bulk string', form: 'bytes' },
  '*': { name: 'array', form: 'values' },
  _: { name: 'null', form: 'line' },
  '#': { name: 'boolean', form: 'line' },
  ',': { name: 'double', form: 'line' },
  '(': { name: 'big number', form: 'line' },
  '!': { name: 'bulk error', form: 'bytes' },
  '=': { name: 'verbatim string', form: 'bytes' },
  '%': { name: 'map', form: 'pairs' },
  '~': { name: 'set', form: 'values' },
  '>': { name: 'push', form: 'values' },
}

/** The shortest value there is: a type and CR LF. */
const leastValueBytes = 3

/**
 * RESP 2 and 3, both directions: a command is an array of bulk strings. One frame is one whole value, and
 * an array holds its values within its frame.
 * Source: https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
export function* respValues(reader: ByteReader): Reading {
  for (;;) {
    const value = yield* readValue(reader)
    // An array within an array is only more values to read: no recursion, which a deep nest would exhaust.
    let missing = value.values
    while (missing > 0) {
      missing += (yield* readValue(reader)).values - 1
      if (missing * leastValueBytes > reader.maxFrameBytes - reader.readBytes) {
        yield* reader.broken(
          `expected fewer values: ${missing} more do not fit into the longest frame`,
        )
      }
    }
    yield reader.frame(value.name)
  }
}

/** Reads a value without those that it holds: `values` says how many follow. */
function* readValue(reader: ByteReader): Reading<{ name: string; values: number }> {
  const letter = String.fromCharCode(yield* reader.peek())
  const type = types[letter]
  if (!type) return yield* reader.broken(`expected one of ${Object.keys(types).join(' ')}`)
  yield* reader.take(1, 'type', () => type.name)
  if (type.form === 'line') {
    const line = yield* reader.peekLine()
    if (letter === ':' && !/^[+-]?\d+$/.test(line)) yield* reader.broken('expected an integer')
    yield* reader.take(line.length, letter === ':' ? 'number' : 'text')
    yield* reader.crlf()
    return { name: type.name, values: 0 }
  }
  const count = yield* readCount(reader, type.form === 'bytes' ? 'length' : 'count')
  if (count < 0) return { name: 'null', values: 0 }
  if (type.form === 'bytes') {
    yield* reader.take(count, 'payload')
    yield* reader.crlf()
    return { name: type.name, values: 0 }
  }
  return { name: type.name, values: type.form === 'pairs' ? 2 * count : count }
}

/** −1 says that there is no value at all. */
function* readCount(reader: ByteReader, name: string): Reading<number> {
  const line = yield* reader.peekLine()
  if (!/^(-1|0|[1-9]\d{0,15})$/.test(line)) {
    yield* reader.broken(`expected a ${name} in decimal, of at most 16 digits, or -1`)
  }
  yield* reader.take(line.length, name, latin1)
  yield* reader.crlf()
  return Number(line)
}
