import { describe, expect, it } from 'vitest'
import { checksummedCodec } from '../src/index.ts'
import type { Spec } from './naive/subject.ts'
import { everyCut, formNames, hex, latin, transcript, unhex } from './transcript.ts'

interface Row {
  title: string
  spec: Spec
  /** A good frame with the payload "ok", the broken bytes, and a good one again. */
  stream: [Uint8Array, Uint8Array, Uint8Array]
  code: string
  /** Where the length of what is skipped is known as soon as that it is broken. */
  isLengthKnown: boolean
}

const text = (...parts: [string, string, string]): Row['stream'] => [
  latin(parts[0]),
  latin(parts[1]),
  latin(parts[2]),
]
const ok = checksummedCodec().encode(latin('ok'))
const long = checksummedCodec().encode(latin('too long for this'))
const flipped = (at: number) => ok.map((value, i) => (i === at ? value ^ 0x10 : value))
const checksummed = (title: string, broken: Uint8Array, code: string): Row => ({
  title,
  spec: { codec: 'checksummed', maxFrameBytes: 20 },
  stream: [ok, broken, ok],
  code,
  isLengthKnown: code === 'frame-too-long',
})

const rows: Row[] = [
  {
    title: 'frame-8: a frame that is too long by its length',
    spec: { codec: 'length', lengthBytes: 1, maxFrameBytes: 8 },
    stream: text('\x02ok', '\x08too long', '\x02ok'),
    code: 'frame-too-long',
    isLengthKnown: true,
  },
  {
    title: 'frame-8: a frame that is too long by its varint',
    spec: { codec: 'varint', maxFrameBytes: 8 },
    stream: text('\x02ok', '\x08too long', '\x02ok'),
    code: 'frame-too-long',
    isLengthKnown: true,
  },
  {
    title: 'frame-8: a varint that has a shorter form',
    spec: { codec: 'varint', maxFrameBytes: 8 },
    stream: text('\x02ok', '\x82\x80\x00no', '\x02ok'),
    code: 'varint-not-minimal',
    isLengthKnown: true,
  },
  {
    title: 'frame-7: a line that is too long, and its end with it',
    spec: { codec: 'line', maxFrameBytes: 6 },
    stream: text('ok\r\n', 'much too long\r\n', 'ok\r\n'),
    code: 'frame-too-long',
    isLengthKnown: false,
  },
  {
    title:
      'frame-7: content that is too long with its escapes, and escaped delimiters are no end of it',
    spec: { codec: 'delimiter', delimiters: ['0a'], escape: '5c', maxFrameBytes: 5 },
    stream: text('ok\n', 'a\\\nb\\\\\\\nc\n', '\\ok\n'),
    code: 'frame-too-long',
    isLengthKnown: false,
  },
  {
    title: 'frame-7: content that goes on where a delimiter had begun',
    spec: { codec: 'delimiter', delimiters: ['616162'], maxFrameBytes: 2 },
    stream: text('okaab', 'aaaaaaab', 'okaab'),
    code: 'frame-too-long',
    isLengthKnown: false,
  },
  {
    title: 'frame-10: a netstring that is too long',
    spec: { codec: 'netstring', maxFrameBytes: 7 },
    stream: text('2:ok,', '8:too long,', '2:ok,'),
    code: 'frame-too-long',
    isLengthKnown: true,
  },
  {
    title: 'frame-10: a COBS payload that is too long',
    spec: { codec: 'cobs', maxFrameBytes: 4 },
    stream: text('\x03ok\x00', '\x03to\x05long\x00', '\x03ok\x00'),
    code: 'frame-too-long',
    isLengthKnown: false,
  },
  {
    title: 'frame-10: a COBS group that reaches past the zero costs its own frame alone',
    spec: { codec: 'cobs' },
    stream: text('\x03ok\x00', '\x05no\x00', '\x03ok\x00'),
    code: 'cobs-group',
    isLengthKnown: true,
  },
  checksummed('frame-12: a frame that is too long', long, 'frame-too-long'),
  checksummed('frame-12: a byte of the sync changed', flipped(1), 'sync-lost'),
  checksummed('frame-12: a byte of the length changed', flipped(5), 'header-damaged'),
  checksummed('frame-12: a byte of the header checksum changed', flipped(6), 'header-damaged'),
  checksummed('frame-12: a byte of the payload changed', flipped(8), 'payload-damaged'),
  checksummed('frame-12: a byte of the payload checksum changed', flipped(13), 'payload-damaged'),
  checksummed(
    'frame-12: a byte lost',
    ok.filter((_, i) => i !== 8),
    'payload-damaged',
  ),
  checksummed('frame-12: the end of the frame lost', ok.subarray(0, 9), 'payload-damaged'),
  checksummed('frame-12: noise between frames', latin('noise'), 'sync-lost'),
  checksummed('frame-12: noise with a sync in it', unhex('a5 a5c3 0000'), 'sync-lost'),
]

describe.each(rows)('$title', ({ spec, stream, code, isLengthKnown }) => {
  const all = Buffer.concat(stream)
  const [, broken, last] = stream.map((bytes) => bytes.length) as [number, number, number]
  const okLine = `frame ${hex(latin('ok'))}`

  it.each(formNames)('is skipped, told early or late, in the form of %s', (form) => {
    const skippedBytes = isLengthKnown ? broken : null
    for (const chunks of everyCut(all)) {
      const early = transcript({ ...spec, oversize: 'skip' }, chunks, form)
      expect(early).toEqual([okLine, `broken ${code} ${skippedBytes}`, okLine, 'end clean 0'])
      const late = transcript({ ...spec, oversize: 'skip', report: 'late' }, chunks, form)
      expect(late).toEqual([okLine, `broken ${code} ${broken}`, okLine, 'end clean 0'])
    }
  })

  it.each(formNames)('stops the decoder, told early or late, in the form of %s', (form) => {
    const stopped = 'the decoder had stopped at a broken frame'
    for (const chunks of everyCut(all)) {
      const early = transcript({ ...spec }, chunks, form)
      const pendingBytes = broken + last
      expect(early).toEqual([
        okLine,
        `broken ${code} 0`,
        `end truncated ${pendingBytes}: ${stopped}`,
      ])
      const late = transcript({ ...spec, report: 'late' }, chunks, form)
      expect(late).toEqual([
        okLine,
        `broken ${code} ${broken}`,
        `end truncated ${last}: ${stopped}`,
      ])
    }
  })
})

it.each(formNames)(
  'frame-8: a broken frame that ends within a later chunk is passed over to its end at once, in the form of %s',
  (form) => {
    const spec = { codec: 'length', lengthBytes: 2, maxFrameBytes: 8, oversize: 'skip' }
    const chunks = [
      unhex('00'),
      unhex('0c'),
      Buffer.concat([latin('twelve bytes'), unhex('0002'), latin('ok')]),
    ]
    expect(transcript(spec, chunks, form)).toEqual([
      'broken frame-too-long 14',
      'frame 6f6b',
      'end clean 0',
    ])
    const stopped = 'end truncated 18: the decoder had stopped at a broken frame'
    expect(transcript({ ...spec, oversize: 'stop' }, chunks, form)).toEqual([
      'broken frame-too-long 0',
      stopped,
    ])
  },
)
