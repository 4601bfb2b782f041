import { describe, expect, it } from 'vitest'
import { codecFromSpec, FrameDecoder, lineCodec } from '../src/index.ts'
import type { Spec } from './naive/subject.ts'
import { everyCut, formNames, latin, transcript, unhex } from './transcript.ts'

/** A stream that ends too early, and what is said to be missing. */
const rows: [string, Spec, Uint8Array, string][] = [
  ['frame-6', { codec: 'fixed', frameBytes: 5 }, latin('hel'), '2 of 5 bytes of the frame'],
  ['frame-7', { codec: 'line' }, latin('no end'), 'its delimiter'],
  ['frame-7', { codec: 'delimiter', delimiters: ['0d0a'] }, latin('half\r'), 'its delimiter'],
  [
    'frame-7',
    { codec: 'delimiter', delimiters: ['0a'], escape: '5c' },
    latin('escaped\\\n'),
    'its delimiter',
  ],
  ['frame-8', { codec: 'length' }, unhex('0000'), '2 of 4 bytes of the header'],
  ['frame-8', { codec: 'length' }, unhex('00000005 6869'), '3 of 9 bytes of the frame'],
  ['frame-8', { codec: 'varint' }, unhex('ac'), 'the rest of the varint'],
  ['frame-8', { codec: 'varint' }, unhex('05 6869'), '3 of 6 bytes of the frame'],
  ['frame-10', { codec: 'netstring' }, latin('12'), 'the rest of its length'],
  ['frame-10', { codec: 'netstring' }, latin('5:hello'), '1 of 8 bytes of the frame'],
  [
    'frame-10',
    { codec: 'cobs' },
    unhex('05 6869'),
    '2 bytes of a group, and the zero that ends the frame',
  ],
  ['frame-10', { codec: 'cobs' }, unhex('03 6869'), 'the zero that ends the frame'],
  ['frame-12', { codec: 'checksummed' }, unhex('a5c3 0000'), '4 of 8 bytes of the header'],
  [
    'frame-12',
    { codec: 'checksummed' },
    unhex('a5c3 00000005 21f6 6869'),
    '7 of 17 bytes of the frame',
  ],
]

describe.each(rows)('%s: %o cut off', (_, spec, stream, missing) => {
  it.each(formNames)(`says what is missing: ${missing}; in the form of %s`, (form) => {
    const line = `end truncated ${stream.length}: ${missing}`
    expect(transcript(spec, [stream], form)).toEqual([line])
    const bytes = Array.from(stream, (value) => Uint8Array.of(value))
    expect(transcript(spec, bytes, form)).toEqual([line])
  })

  it('is clean when nothing had begun', () => {
    expect(transcript(spec, [])).toEqual(['end clean 0'])
  })
})

describe('frame-7: what was in doubt is settled by the end of the stream', () => {
  const delimiter = { codec: 'delimiter', delimiters: ['61', '616263', '62'] }

  it.each(formNames)('a lone CR ends a line, in the form of %s', (form) => {
    expect(transcript({ codec: 'line' }, [latin('a\rb\r')], form)).toEqual([
      'frame 61',
      'frame 62',
      'end clean 0',
    ])
  })

  it.each(formNames)('a longer delimiter has not come about, in the form of %s', (form) => {
    for (const chunks of everyCut(latin('xab'))) {
      expect(transcript(delimiter, chunks, form)).toEqual(['frame 78', 'frame', 'end clean 0'])
    }
  })

  it.each(formNames)('also behind a line that is skipped, in the form of %s', (form) => {
    const spec = { codec: 'line', maxFrameBytes: 3, oversize: 'skip' }
    const stream = latin('long line\r')
    expect(transcript(spec, [stream], form)).toEqual(['broken frame-too-long null', 'end clean 0'])
    expect(transcript({ ...spec, report: 'late' }, [stream], form)).toEqual([
      'broken frame-too-long 10',
      'end clean 0',
    ])
  })

  it('also when a sink had thrown in front of it, and bytes are left that nobody has looked at', () => {
    const decoder = new FrameDecoder(lineCodec())
    const told: string[] = []
    const sink = {
      frame(bytes: Uint8Array, start: number, end: number) {
        told.push(Buffer.from(bytes.subarray(start, end)).toString())
        if (told.length === 1) throw new Error('not today')
      },
      broken: () => expect.unreachable(),
    }
    decoder.push(latin('a'), sink)
    const rest = `\n${'b'.repeat(1000)}\r\nc\r`
    expect(() => decoder.push(latin(rest), sink)).toThrow('not today')
    expect(decoder.finish(sink).end).toBe('clean')
    expect(told).toEqual(['a', 'b'.repeat(1000), 'c'])
  })
})

it('frame-10: zeros between COBS frames, and behind the last, are no frames', () => {
  const stream = unhex('00 00 03 6869 00 00 00 01 00 00')
  for (const form of formNames) {
    for (const chunks of [[stream], Array.from(stream, (value) => Uint8Array.of(value))]) {
      expect(transcript({ codec: 'cobs' }, chunks, form)).toEqual([
        'frame 6869',
        'frame',
        'end clean 0',
      ])
    }
  }
})

it('frame-9: a broken frame whose end has not come is told early, and late not at all', () => {
  const spec = { codec: 'length', lengthBytes: 1, maxFrameBytes: 4, oversize: 'skip' }
  const end = 'end truncated 3: the end of a broken frame, which was being skipped'
  expect(transcript(spec, [unhex('09 6869')])).toEqual(['broken frame-too-long 10', end])
  expect(transcript({ ...spec, report: 'late' }, [unhex('09 6869')])).toEqual([end])
})

it('frame-8: what is missing at least is told with every need for more', () => {
  const { codec } = codecFromSpec({ codec: 'length', lengthBytes: 2 })
  const decoder = new FrameDecoder(codec)
  const needs = [unhex('00'), unhex('05'), latin('he'), latin('llo')].map((chunk) =>
    decoder.push(chunk).at(-1),
  )
  expect(needs).toEqual([
    { kind: 'need-more', pendingBytes: 1, missingBytes: 1 },
    { kind: 'need-more', pendingBytes: 2, missingBytes: 5 },
    { kind: 'need-more', pendingBytes: 4, missingBytes: 3 },
    { kind: 'need-more', pendingBytes: 0, missingBytes: 2 },
  ])
})
