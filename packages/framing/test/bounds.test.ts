import { describe, expect, it } from 'vitest'
import { EncodeError, FrameDecoder } from '../src/index.ts'
import { type Spec, subjectOf } from './naive/subject.ts'
import { everyCut, latin, transcript, unhex } from './transcript.ts'

interface Limited {
  spec: Spec
  /** Payload of a frame of which `maxFrameBytes` counts so many bytes. */
  payloadOf(countedBytes: number): Uint8Array
  emptyBytes: number
}

/** Of each codec: what its maximum counts, and how long its shortest frame is. */
const limited: Limited[] = [
  { spec: { codec: 'length' }, payloadOf: (bytes) => filled(bytes - 4), emptyBytes: 4 },
  { spec: { codec: 'varint' }, payloadOf: (bytes) => filled(bytes - 1), emptyBytes: 1 },
  { spec: { codec: 'checksummed' }, payloadOf: (bytes) => filled(bytes - 12), emptyBytes: 12 },
  { spec: { codec: 'netstring' }, payloadOf: filled, emptyBytes: 3 },
  { spec: { codec: 'cobs' }, payloadOf: filled, emptyBytes: 2 },
  { spec: { codec: 'line' }, payloadOf: filled, emptyBytes: 1 },
  { spec: { codec: 'delimiter', delimiters: ['0d0a'] }, payloadOf: filled, emptyBytes: 2 },
  {
    spec: { codec: 'delimiter', delimiters: ['0a'], escape: '5c' },
    payloadOf: (bytes) => latin('\n'.repeat(bytes / 2)),
    emptyBytes: 1,
  },
]

function filled(bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill(0x61)
}

describe.each(limited)('frame-9: the bounds of $spec', ({ spec, payloadOf, emptyBytes }) => {
  it('a frame of exactly the maximum is decoded and written', () => {
    const { codec } = subjectOf(spec)
    const frame = codec.encode(payloadOf(24), 24)
    for (const chunks of everyCut(frame)) {
      const [line] = transcript({ ...spec, maxFrameBytes: 24 }, chunks)
      expect(line).toBe(`frame ${Buffer.from(payloadOf(24)).toString('hex')}`)
    }
  })

  it('one byte more is too long, for the decoder and for the encoder', () => {
    const { codec } = subjectOf(spec)
    const payload = payloadOf(24)
    for (const chunks of everyCut(codec.encode(payload))) {
      const [line] = transcript({ ...spec, maxFrameBytes: 23 }, chunks)
      expect(line).toBe('broken frame-too-long 0')
    }
    expect(() => codec.encode(payload, 23)).toThrow(EncodeError)
    expect(() => codec.encode(payload, 23)).toThrow(/at most 23 bytes, got .*24/)
  })

  it('100 000 empty frames in one chunk are 100 000 frames', () => {
    const { codec } = subjectOf(spec)
    const one = codec.encode(new Uint8Array())
    expect(one.length).toBe(emptyBytes)
    const chunk = new Uint8Array(100_000 * one.length)
    for (let at = 0; at < chunk.length; at += one.length) chunk.set(one, at)
    const views = new FrameDecoder(codec).push(chunk)
    expect(views.length).toBe(100_001)
    expect(
      views.every(
        (one) => one.kind === 'need-more' || (one.kind === 'frame' && one.bytes.length === 0),
      ),
    ).toBe(true)
    let frames = 0
    const decoder = new FrameDecoder(codec)
    decoder.push(chunk, { frame: () => frames++, broken: () => expect.unreachable() })
    expect(frames).toBe(100_000)
    expect(decoder.framedBytes).toBe(chunk.length)
  })

  it('a frame that drips in byte by byte costs no more for each byte, and memory follows what has come', () => {
    // Looking at all bytes again for each new one would be 4 500 000 000 looks for 300 000.
    const { codec } = subjectOf(spec)
    const frame = codec.encode(filled(300_000))
    const decoder = new FrameDecoder(codec)
    let frames = 0
    const sink = { frame: () => frames++, broken: () => expect.unreachable() }
    for (let at = 0; at < frame.length; at++) {
      decoder.push(frame.subarray(at, at + 1), sink)
      if (at % 1000 === 0) expect(decoder.heldBytes).toBeLessThanOrEqual(4 * at + 1024)
    }
    expect(frames).toBe(1)
  })
})

describe('frame-9: a length that is claimed takes no memory and is refused', () => {
  const rows: [string, Spec, string, number | null][] = [
    ['2^31', { codec: 'length' }, '80000000', 2 ** 31 + 4],
    ['2^32 − 1', { codec: 'length' }, 'ffffffff', 2 ** 32 + 3],
    ['2^31, the lowest byte first', { codec: 'length', endian: 'little' }, '00000080', 2 ** 31 + 4],
    ['2^53 − 9', { codec: 'length', lengthBytes: 8 }, '001ffffffffffff7', 2 ** 53 - 1],
    ['2^53 − 1', { codec: 'length', lengthBytes: 8 }, '001fffffffffffff', null],
    ['2^53 + 1', { codec: 'length', lengthBytes: 8 }, '0020000000000001', null],
    ['2^64 − 1', { codec: 'length', lengthBytes: 8 }, 'ffffffffffffffff', null],
    ['2^32 − 1', { codec: 'varint' }, 'ffffffff0f', 2 ** 32 + 4],
    ['2^64 − 1', { codec: 'varint' }, 'ffffffffffffffffff01', null],
    ['2^32 − 1', { codec: 'netstring' }, '343239343936373239353a', 2 ** 32 + 11],
    ['2^53', { codec: 'netstring' }, '393030373139393235343734303939323a', null],
    ['a number of 17 digits', { codec: 'netstring' }, '3130303030303030303030303030303030', null],
    ['2^32 − 1', { codec: 'checksummed' }, 'a5c3ffffffffe89c', 2 ** 32 + 11],
  ]

  it.each(rows)('%s in %o', (_, spec, header, skippedBytes) => {
    for (const chunks of everyCut(unhex(header))) {
      expect(transcript(spec, chunks)[0]).toBe('broken frame-too-long 0')
      const skipped = transcript({ ...spec, oversize: 'skip' }, chunks)
      expect(skipped[0]).toBe(`broken frame-too-long ${skippedBytes}`)
      expect(skipped[1]).toMatch(/^end truncated \d+: the end of a broken frame/)
    }
  })

  it('a claim below the maximum takes no memory either, before its bytes come', () => {
    const decoder = new FrameDecoder(subjectOf({ codec: 'length' }).codec, {
      maxFrameBytes: 2 ** 40,
    })
    const [more] = decoder.push(unhex('7fffffff 61'))
    expect(more).toEqual({ kind: 'need-more', pendingBytes: 5, missingBytes: 2 ** 31 - 2 })
    expect(decoder.heldBytes).toBeLessThan(200)
  })

  it('no claim is believed, large or small: memory is at most twice what has come', () => {
    const { codec } = subjectOf({ codec: 'length' })
    for (const claimed of [1000, 65_000, 65_536, 100_000, 1_000_000]) {
      const decoder = new FrameDecoder(codec)
      const frame = codec.encode(filled(claimed))
      for (const [from, to] of [
        [0, 5],
        [5, 400],
      ] as const) {
        decoder.push(frame.subarray(from, to))
        expect(decoder.heldBytes).toBeLessThanOrEqual(Math.max(64, 2 * to))
      }
    }
  })
})

describe('frame-9: a length that makes no sense stops the decoder, for nobody knows where the next frame is', () => {
  const rows: [string, Spec, Uint8Array, string][] = [
    [
      'negative once it is adjusted',
      { codec: 'length', lengthBytes: 2, lengthAdjustment: -2 },
      unhex('0001 61'),
      'length-negative',
    ],
    [
      'shorter than what is stripped',
      { codec: 'length', lengthBytes: 1, stripBytes: 3 },
      unhex('01 61'),
      'length-negative',
    ],
    ['an endless varint', { codec: 'varint' }, filled(0), 'varint-too-long'],
    ['a varint of 65 bits', { codec: 'varint' }, unhex('80808080808080808002'), 'varint-too-long'],
    ['a leading zero', { codec: 'netstring' }, latin('05:hello,'), 'netstring-length'],
    ['no digit', { codec: 'netstring' }, latin(':,'), 'netstring-length'],
    ['a sign', { codec: 'netstring' }, latin('-1:,'), 'netstring-length'],
    ['a space', { codec: 'netstring' }, latin('1 :a,'), 'netstring-length'],
    ['no comma', { codec: 'netstring' }, latin('5:hello5:'), 'netstring-comma'],
  ]

  it.each(rows)('%s', (_, spec, bytes, code) => {
    const stream = bytes.length > 0 ? bytes : filled(100).fill(0xff)
    for (const report of ['early', 'late']) {
      for (const chunks of everyCut(stream)) {
        const lines = transcript({ ...spec, oversize: 'skip', report }, chunks)
        expect(lines).toEqual([
          `broken ${code} 0`,
          `end truncated ${stream.length}: the decoder had stopped at a broken frame`,
        ])
      }
    }
  })
})

describe('frame-9: a delimiter that never comes takes no more memory than the maximum asks for', () => {
  const specs: Spec[] = [
    { codec: 'line' },
    { codec: 'delimiter', delimiters: ['616162'] },
    { codec: 'delimiter', delimiters: ['0a'], escape: '5c' },
    { codec: 'cobs' },
    { codec: 'checksummed' },
  ]

  it.each(specs)('%o', (spec) => {
    const { codec } = subjectOf(spec)
    for (const [chunkBytes, chunks] of [
      [1, 3000],
      [700, 300],
      [65_536, 30],
    ] as const) {
      const options = { maxFrameBytes: 1000, oversize: 'skip' } as const
      const decoder = new FrameDecoder(codec, options)
      const chunk = filled(chunkBytes)
      for (let i = 0; i < chunks; i++) {
        decoder.push(chunk)
        expect(decoder.heldBytes).toBeLessThan(8 * 1024)
      }
      expect(decoder.pendingBytes).toBe(chunks * chunkBytes)
    }
  })
})
