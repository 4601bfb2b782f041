import { describe, expect, it } from 'vitest'
import {
  codecFromSpec,
  delimiterCodec,
  FrameDecoder,
  fixedCodec,
  lengthCodec,
  lineCodec,
  OptionError,
  varintCodec,
} from '../src/index.ts'
import { latin } from './transcript.ts'

/** The field that is named when something is made with options that make no sense. */
function fieldOf(make: () => unknown): string | undefined {
  try {
    make()
  } catch (error) {
    if (error instanceof OptionError) return error.field
    throw error
  }
  return undefined
}

const wrong = (value: unknown) => value as never

describe('frame-9: an option that makes no sense is named', () => {
  const rows: [string, () => unknown][] = [
    ['maxFrameBytes', () => new FrameDecoder(lineCodec(), { maxFrameBytes: 0 })],
    ['maxFrameBytes', () => new FrameDecoder(lineCodec(), { maxFrameBytes: 1.5 })],
    ['maxFrameBytes', () => new FrameDecoder(lineCodec(), { maxFrameBytes: Number.NaN })],
    ['oversize', () => new FrameDecoder(lineCodec(), { oversize: wrong('drop') })],
    ['report', () => new FrameDecoder(lineCodec(), { report: wrong('never') })],
    ['lengthBytes', () => lengthCodec({ lengthBytes: wrong(5) })],
    ['endian', () => lengthCodec({ endian: wrong('middle') })],
    ['lengthOffset', () => lengthCodec({ lengthOffset: -1 })],
    ['lengthAdjustment', () => lengthCodec({ lengthAdjustment: 0.5 })],
    ['stripBytes', () => lengthCodec({ stripBytes: wrong('4') })],
    ['frameBytes', () => fixedCodec({ frameBytes: 0 })],
    ['frameBytes', () => fixedCodec(wrong({}))],
    ['minimal', () => varintCodec({ minimal: wrong('yes') })],
    ['strip', () => lineCodec({ strip: wrong(1) })],
    ['delimiters', () => delimiterCodec(wrong({}))],
    ['delimiters', () => delimiterCodec({ delimiters: [] })],
    ['delimiters', () => delimiterCodec({ delimiters: [new Uint8Array()] })],
    ['delimiters', () => delimiterCodec({ delimiters: wrong(['\n']) })],
    ['delimiters', () => delimiterCodec({ delimiters: [new Uint8Array(4097)] })],
    ['escape', () => delimiterCodec({ delimiters: [latin('\n')], escape: 256 })],
    ['escape', () => delimiterCodec({ delimiters: [latin('\r\n')], escape: 0x0d })],
  ]

  it.each(rows)('%s: %s', (field, make) => {
    expect(fieldOf(make)).toBe(field)
  })

  it('with what was expected and what came', () => {
    expect(() => lengthCodec({ lengthBytes: wrong(5) })).toThrow(
      'lengthBytes: expected 1 or 2 or 3 or 4 or 8, got 5',
    )
  })
})

describe('frame-9: a codec from JSON', () => {
  it('has the options that are told, and the usual ones', () => {
    const { codec, options } = codecFromSpec(
      JSON.parse(
        '{"codec":"length","lengthBytes":2,"maxFrameBytes":64,"oversize":"skip","report":"late"}',
      ),
    )
    expect(codec.name).toBe('length')
    expect(codec.encode(latin('hi'))).toEqual(latin('\x00\x02hi'))
    expect(options).toEqual({ maxFrameBytes: 64, oversize: 'skip', report: 'late' })
    expect(new FrameDecoder(codec).maxFrameBytes).toBe(1024 * 1024)
  })

  const good = [
    '{"codec":"length"}',
    '{"codec":"length","lengthBytes":4,"endian":"big","lengthOffset":0,"lengthAdjustment":0,"stripBytes":4,"maxFrameBytes":1024,"oversize":"stop","report":"early"}',
    '{"codec":"delimiter","delimiters":["0D0a","0a"],"strip":true,"escape":"5c"}',
    '{"codec":"line","strip":false}',
    '{"codec":"fixed","frameBytes":8}',
    '{"codec":"varint","minimal":false}',
    '{"codec":"netstring"}',
    '{"codec":"cobs"}',
    '{"codec":"checksummed"}',
  ]

  it.each(good)('%s', (json) => {
    const { codec, options } = codecFromSpec(JSON.parse(json))
    expect(codec.name).toBe(JSON.parse(json).codec)
    expect(new FrameDecoder(codec, options).push(new Uint8Array())).toHaveLength(1)
  })

  const bad: [string, string][] = [
    ['spec', 'null'],
    ['spec', '[]'],
    ['spec', '"length"'],
    ['codec', '{}'],
    ['codec', '{"codec":"morse"}'],
    ['codec', '{"codec":["length"]}'],
    ['codec', '{"codec":"constructor"}'],
    ['lengthbytes', '{"codec":"length","lengthbytes":2}'],
    ['minimal', '{"codec":"length","minimal":true}'],
    ['lengthBytes', '{"codec":"length","lengthBytes":"2"}'],
    ['lengthBytes', '{"codec":"length","lengthBytes":null}'],
    ['endian', '{"codec":"length","endian":"little-endian"}'],
    ['maxFrameBytes', '{"codec":"cobs","maxFrameBytes":-1}'],
    ['maxFrameBytes', '{"codec":"cobs","maxFrameBytes":"10"}'],
    ['oversize', '{"codec":"cobs","oversize":true}'],
    ['report', '{"codec":"cobs","report":"soon"}'],
    ['frameBytes', '{"codec":"fixed"}'],
    ['frameBytes', '{"codec":"fixed","frameBytes":11,"maxFrameBytes":10}'],
    ['delimiters', '{"codec":"delimiter"}'],
    ['delimiters', '{"codec":"delimiter","delimiters":"0a"}'],
    ['delimiters', '{"codec":"delimiter","delimiters":[]}'],
    ['delimiters', '{"codec":"delimiter","delimiters":[""]}'],
    ['delimiters', '{"codec":"delimiter","delimiters":["0"]}'],
    ['delimiters', '{"codec":"delimiter","delimiters":["0x0a"]}'],
    ['delimiters', '{"codec":"delimiter","delimiters":[10]}'],
    ['strip', '{"codec":"line","strip":"no"}'],
    ['escape', '{"codec":"delimiter","delimiters":["0a"],"escape":92}'],
    ['escape', '{"codec":"delimiter","delimiters":["0a"],"escape":"5c5c"}'],
    ['escape', '{"codec":"delimiter","delimiters":["0a"],"escape":"0a"}'],
    ['__proto__', '{"codec":"line","__proto__":{"strip":false}}'],
    ['constructor', '{"codec":"line","constructor":1}'],
  ]

  it.each(bad)('names %s in %s', (field, json) => {
    expect(fieldOf(() => codecFromSpec(JSON.parse(json)))).toBe(field)
  })

  it('takes nothing from a prototype', () => {
    const spec = Object.assign(Object.create({ strip: 'no', escape: 1 }), { codec: 'line' })
    expect(codecFromSpec(spec).codec.name).toBe('line')
    expect(fieldOf(() => codecFromSpec(Object.create({ codec: 'line' })))).toBe('codec')
  })
})
