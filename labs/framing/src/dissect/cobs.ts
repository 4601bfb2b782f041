import type { ByteReader, Reading } from './byte-reader.ts'

/**
 * Consistent overhead byte stuffing: no zero within the frame, so a zero can end it. Each group begins
 * with a code: code − 1 bytes follow, and then, unless the code is 255 or the frame ends, there was a zero.
 * Source: S. Cheshire and M. Baker, Consistent Overhead Byte Stuffing, SIGCOMM 1997.
 */
export function* cobsFrames(reader: ByteReader): Reading {
  for (;;) {
    let code = yield* reader.peek()
    const isIdle = code === 0
    while (code !== 0) {
      yield* reader.take(1, 'code', ([byte = 0]) => describe(byte))
      for (let i = 0; i < code - 1; i++) {
        if ((yield* reader.peek(i)) === 0) {
          yield* reader.broken(
            `expected ${code - 1} bytes in the group, and the frame ends after ${i}`,
          )
        }
      }
      yield* reader.take(code - 1, 'data')
      code = yield* reader.peek()
    }
    yield* reader.take(1, 'zero', () => (isIdle ? 'between frames' : 'ends the frame'))
    yield reader.frame(isIdle ? 'idle' : 'COBS frame')
  }
}

function describe(code: number): string {
  const bytes = `${code - 1} ${code === 2 ? 'byte' : 'bytes'}`
  return code === 255 ? bytes : `${bytes}, then a zero or the end`
}
