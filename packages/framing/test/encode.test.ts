import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Codec,
  delimiterCodec,
  EncodeError,
  type EncodeErrorCode,
  FrameDecoder,
  fixedCodec,
  lengthCodec,
  lineCodec,
} from '../src/index.ts'
import { codecNames, randomCase, telling } from './naive/random-case.ts'
import { subjectOf } from './naive/subject.ts'
import { hex, latin, unhex } from './transcript.ts'

function errorOf(encode: () => unknown): EncodeErrorCode | undefined {
  try {
    encode()
  } catch (error) {
    if (error instanceof EncodeError) return error.code
    throw error
  }
  return undefined
}

function readBack(codec: Codec, payloads: Uint8Array[]): Uint8Array[] {
  const stream = Buffer.concat(payloads.map((payload) => codec.encode(payload)))
  const told = new FrameDecoder(codec, { maxFrameBytes: 100 }).push(stream)
  return told.flatMap((one) => (one.kind === 'frame' ? [one.bytes] : []))
}

describe('frame-6 to frame-12: what is written is read as just those payloads', () => {
  it.each(codecNames)('%s', (name) => {
    const byte = fc.oneof(fc.constantFrom(...(telling[name] as number[])), fc.nat({ max: 255 }))
    const payloads = fc.array(
      fc.array(byte, { maxLength: 8 }).map((bytes) => Uint8Array.from(bytes)),
    )
    fc.assert(
      fc.property(fc.gen(), payloads, (generate, some) => {
        const choose = (min: number, max: number) => generate(fc.integer, { min, max })
        const { spec } = randomCase(choose, name)
        const { codec } = subjectOf({ ...spec, maxFrameBytes: 100 })
        const written = some.filter((payload) => !errorOf(() => codec.encode(payload)))
        const read = readBack(codec, written)
        expect(read.length).toBe(written.length)
        // What the payload does not say of its frame is added once, and then it is there.
        expect(readBack(codec, read).map(hex)).toEqual(read.map(hex))
        const isPlain = spec.strip !== false && spec.stripBytes === undefined
        if (isPlain) expect(read.map(hex)).toEqual(written.map(hex))
      }),
    )
  })
})

describe('frame-7: without an escape, a payload is refused that would be cut differently', () => {
  const cut = (payload: string, ...delimiters: string[]) => {
    const codec = delimiterCodec({ delimiters: delimiters.map(latin) })
    return errorOf(() => codec.encode(latin(payload)))
  }

  it('because it holds a delimiter', () => {
    expect(cut('a\nb', '\n')).toBe('ERR_FRAME_DELIMITER')
    expect(cut('a;b', '\n', ';')).toBe('ERR_FRAME_DELIMITER')
    expect(cut('a\rb', '\r\n')).toBeUndefined()
    expect(errorOf(() => lineCodec().encode(latin('a\rb')))).toBe('ERR_FRAME_DELIMITER')
  })

  it('because its end and the beginning of the delimiter make one', () => {
    expect(cut('xa', 'aa')).toBe('ERR_FRAME_DELIMITER')
    expect(cut('xab', 'abab')).toBe('ERR_FRAME_DELIMITER')
    expect(cut('xa', 'b', 'ab')).toBe('ERR_FRAME_DELIMITER')
    expect(cut('x', 'b', 'ab')).toBeUndefined()
  })

  it('because what follows could make a longer or an earlier delimiter of it', () => {
    expect(cut('xa', 'bc', 'abcd')).toBe('ERR_FRAME_DELIMITER')
    expect(errorOf(() => lineCodec().encode(latin('a\r')))).toBe('ERR_FRAME_DELIMITER')
  })

  it('and the delimiter written is the first that no other one begins with', () => {
    const codec = delimiterCodec({ delimiters: ['a', 'ab', 'c'].map(latin) })
    expect(codec.encode(latin('x'))).toEqual(latin('xab'))
  })
})

describe('frame-7: with an escape every payload can be written', () => {
  it('the escape itself and what begins a delimiter are escaped', () => {
    const codec = delimiterCodec({ delimiters: [latin('\r\n')], escape: 0x5c })
    expect(codec.encode(latin('a\r\nb\\'))).toEqual(latin('a\\\r\nb\\\\\r\n'))
  })

  it('the limit counts the escapes too', () => {
    const codec = delimiterCodec({ delimiters: [latin('\n')], escape: 0x5c })
    expect(codec.encode(latin('\n\n'), 4)).toEqual(latin('\\\n\\\n\n'))
    expect(errorOf(() => codec.encode(latin('\n\n'), 3))).toBe('ERR_FRAME_TOO_LONG')
  })
})

describe('frame-7: a payload that is not stripped of its delimiter may bring it, or gets one', () => {
  it('without an escape', () => {
    const codec = lineCodec({ strip: false })
    expect(codec.encode(latin('a\r\n'))).toEqual(latin('a\r\n'))
    expect(codec.encode(latin('a'))).toEqual(latin('a\n'))
    expect(errorOf(() => codec.encode(latin('a\nb\n')))).toBe('ERR_FRAME_DELIMITER')
    expect(errorOf(() => codec.encode(latin('a\r')))).toBe('ERR_FRAME_DELIMITER')
  })

  it('with an escape', () => {
    const codec = delimiterCodec({ delimiters: [latin('\n')], escape: 0x5c, strip: false })
    expect(codec.encode(latin('a\nb\n'))).toEqual(latin('a\\\nb\n'))
    expect(codec.encode(latin('a\\'))).toEqual(latin('a\\\\\n'))
  })
})

it('frame-6: a payload of another size than the frames is refused', () => {
  const codec = fixedCodec({ frameBytes: 3 })
  expect(errorOf(() => codec.encode(latin('ab')))).toBe('ERR_FRAME_SIZE')
  expect(errorOf(() => codec.encode(latin('abcd')))).toBe('ERR_FRAME_SIZE')
  expect(errorOf(() => codec.encode(latin('abc'), 2))).toBe('ERR_FRAME_TOO_LONG')
  expect(codec.encode(latin('abc'), 3)).toEqual(latin('abc'))
})

it('frame-8: a payload is refused that the length field has no room for', () => {
  const one = lengthCodec({ lengthBytes: 1 })
  expect(one.encode(new Uint8Array(255)).length).toBe(256)
  expect(errorOf(() => one.encode(new Uint8Array(256)))).toBe('ERR_FRAME_TOO_LONG')
  const counted = lengthCodec({ lengthBytes: 1, lengthAdjustment: -1 })
  expect(counted.encode(new Uint8Array(254)).length).toBe(255)
  expect(errorOf(() => counted.encode(new Uint8Array(255)))).toBe('ERR_FRAME_TOO_LONG')
})

it('frame-8: a payload is refused that is shorter than the frame says of itself', () => {
  const whole = lengthCodec({ lengthBytes: 2, stripBytes: 0 })
  expect(errorOf(() => whole.encode(latin('x')))).toBe('ERR_FRAME_TOO_SHORT')
  const more = lengthCodec({ lengthBytes: 2, lengthAdjustment: 3 })
  expect(errorOf(() => more.encode(latin('xy')))).toBe('ERR_FRAME_TOO_SHORT')
  expect(more.encode(latin('xyz'))).toEqual(unhex('0000 78797a'))
})

it('frame-8: a payload that brings a length of its own keeps it where it is right, and is refused where it is not', () => {
  const whole = lengthCodec({ lengthBytes: 2, stripBytes: 0 })
  expect(whole.encode(unhex('0000 6162'))).toEqual(unhex('0002 6162'))
  expect(whole.encode(unhex('0002 6162'))).toEqual(unhex('0002 6162'))
  expect(errorOf(() => whole.encode(unhex('6162')))).toBe('ERR_FRAME_LENGTH')
  const second = lengthCodec({ lengthBytes: 2, stripBytes: 1 })
  expect(second.encode(unhex('02 6162'))).toEqual(unhex('0002 6162'))
  expect(errorOf(() => second.encode(unhex('03 6162')))).toBe('ERR_FRAME_LENGTH')
})

it('frame-9: an encoded frame has memory of its own', () => {
  for (const codec of [fixedCodec({ frameBytes: 2 }), lengthCodec(), lineCodec({ strip: false })]) {
    const payload = latin('a\n')
    const frame = codec.encode(payload).slice()
    const again = codec.encode(payload)
    payload.fill(0)
    expect(again).toEqual(frame)
  }
})
