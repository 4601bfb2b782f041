import { describe, expect, it } from 'vitest'
import type { Spec } from './naive/subject.ts'
import { subjectOf } from './naive/subject.ts'
import { everyCut, formNames, hex, latin, transcript, unhex } from './transcript.ts'

interface Vector {
  /** What it shows, with the fact's id. */
  title: string
  spec: Spec
  /** The frames on the stream, and what each hands over. */
  frames: { frame: Uint8Array; payload: Uint8Array }[]
  /** There is another form of the same, and that is written. */
  isOnlyRead?: true
}

const text = (frame: string, payload: string) => ({ frame: latin(frame), payload: latin(payload) })
const bytes = (frame: string, payload: string) => ({ frame: unhex(frame), payload: unhex(payload) })
/** The bytes from `first` to `last`. */
const run = (first: number, last: number) =>
  hex(Uint8Array.from({ length: last - first + 1 }, (_, i) => first + i))

const delimiter = (fields: object) => ({ codec: 'delimiter', ...fields })
const length = (fields: object) => ({ codec: 'length', ...fields })

const vectors: Vector[] = [
  {
    title: 'frame-6: frames of five bytes each',
    spec: { codec: 'fixed', frameBytes: 5 },
    frames: [text('hello', 'hello'), text('world', 'world')],
  },
  {
    title: 'frame-7: aab, whose beginning overlaps itself, is found in aaab',
    spec: delimiter({ delimiters: ['616162'] }),
    frames: [text('aaab', 'a'), text('aab', ''), text('aacaaaab', 'aacaa')],
  },
  {
    title: 'frame-7: a delimiter of two bytes is no delimiter when only its first has come',
    spec: delimiter({ delimiters: ['0d0a'] }),
    frames: [text('a\rb\r\r\n', 'a\rb\r'), text('\r\n', ''), text('\n\r\n', '\n')],
  },
  {
    title: 'frame-7: of several delimiters the earliest start wins, then the longest',
    isOnlyRead: true,
    spec: delimiter({ delimiters: ['62', '6263', '616263'], strip: false }),
    frames: [text('xabc', 'xabc'), text('bc', 'bc'), text('yb', 'yb'), text('zab', 'zab')],
  },
  {
    title: 'frame-7: the byte behind an escape is content, and the escape is taken out',
    isOnlyRead: true,
    spec: delimiter({ delimiters: ['0a'], escape: '5c' }),
    frames: [text('a\\\nb\n', 'a\nb'), text('\\\\\n', '\\'), text('\\x\n', 'x'), text('\n', '')],
  },
  {
    title: 'frame-7: lines end with LF, CRLF or a lone CR',
    isOnlyRead: true,
    spec: { codec: 'line' },
    frames: [text('one\n', 'one'), text('two\r\n', 'two'), text('three\r', 'three')],
  },
  {
    title: 'frame-7: empty lines are frames, and CRLF is one end and not two',
    isOnlyRead: true,
    spec: { codec: 'line' },
    frames: [text('\n', ''), text('\r\n', ''), text('\n', ''), text('\r', ''), text('\r\n', '')],
  },
  {
    title: 'frame-7: the end of a line stays where it is not stripped',
    isOnlyRead: true,
    spec: { codec: 'line', strip: false },
    frames: [
      text('one\n', 'one\n'),
      text('two\r\n', 'two\r\n'),
      text('\r', '\r'),
      text('x\n', 'x\n'),
    ],
  },
  {
    // RFC 1035 §4.2.2
    title: 'frame-8: a length of two bytes in network order, as in DNS over TCP',
    spec: length({ lengthBytes: 2 }),
    frames: [bytes('0003 616263', '616263'), bytes('0000', ''), bytes('0001 00', '00')],
  },
  {
    title: 'frame-8: a length of four bytes, the lowest first',
    spec: length({ endian: 'little' }),
    frames: [bytes('03000000 616263', '616263'), bytes('00000000', '')],
  },
  {
    // RFC 9113 §4.1: the length does not count the nine bytes of the header.
    title: 'frame-8: a length of three bytes with six more of header behind it, as in HTTP/2',
    spec: length({ lengthBytes: 3, lengthAdjustment: 6, stripBytes: 0 }),
    frames: [
      bytes('000000 04 00 00000000', '000000 04 00 00000000'),
      bytes('000004 08 00 00000000 00000fff', '000004 08 00 00000000 00000fff'),
    ],
  },
  {
    // RFC 8446 §5.1
    title: 'frame-8: a length behind three other bytes, as in a TLS record',
    spec: length({ lengthBytes: 2, lengthOffset: 3, stripBytes: 0 }),
    frames: [bytes('15 0303 0002 0228', '15 0303 0002 0228')],
  },
  {
    title: 'frame-8: a length that counts itself',
    spec: length({ lengthBytes: 4, lengthAdjustment: -4 }),
    frames: [bytes('00000006 6869', '6869'), bytes('00000004', '')],
  },
  {
    title: 'frame-8: a length of eight bytes, and one of one',
    spec: length({ lengthBytes: 8 }),
    frames: [bytes('0000000000000002 6869', '6869')],
  },
  {
    title: 'frame-8: with less stripped than the header, what is left of it is handed over',
    isOnlyRead: true,
    spec: length({ lengthBytes: 1, lengthOffset: 1, stripBytes: 1 }),
    frames: [bytes('ff 02 6869', '02 6869')],
  },
  {
    // protobuf.dev/programming-guides/encoding
    title: 'frame-8: 300 as a varint is ac 02',
    spec: { codec: 'varint' },
    frames: [bytes(`ac02 ${'62'.repeat(300)}`, '62'.repeat(300)), bytes('00', '')],
  },
  {
    title: 'frame-8: a varint may be longer than it needs to be where that is allowed',
    isOnlyRead: true,
    spec: { codec: 'varint', minimal: false },
    frames: [bytes('8200 6869', '6869'), bytes('80808080808080808000', '')],
  },
  {
    // cr.yp.to/proto/netstrings.txt
    title: 'frame-10: the netstrings of their own definition',
    spec: { codec: 'netstring' },
    frames: [text('12:hello world!,', 'hello world!'), text('0:,', ''), text('3:1:,,', '1:,')],
  },
  {
    // Cheshire and Baker, 1997: the header of an IP packet.
    title: 'frame-10: the COBS example of its authors',
    spec: { codec: 'cobs' },
    frames: [
      bytes('02 45 01 04 2c4c79 01 05 40064f37 00', '45 00 00 2c4c79 00 00 40064f37'),
      bytes('01 00', ''),
    ],
  },
  {
    title: 'frame-10: COBS with zeros at every place',
    spec: { codec: 'cobs' },
    frames: [
      bytes('01 01 00', '00'),
      bytes('01 01 01 00', '0000'),
      bytes('01 02 11 01 00', '00 11 00'),
      bytes('03 1122 02 33 00', '1122 00 33'),
      bytes('05 11223344 00', '11223344'),
      bytes('02 11 01 01 01 00', '11 000000'),
    ],
  },
  {
    title: 'frame-10: a COBS group of 254 bytes has no zero behind it',
    spec: { codec: 'cobs' },
    frames: [
      bytes(`ff ${run(1, 254)} 00`, run(1, 254)),
      bytes(`01 ff ${run(1, 254)} 00`, `00 ${run(1, 254)}`),
      bytes(`ff ${run(1, 254)} 02 ff 00`, run(1, 255)),
      bytes(`ff ${run(2, 255)} 01 01 00`, `${run(2, 255)} 00`),
      bytes(`fe ${run(3, 255)} 02 01 00`, `${run(3, 255)} 00 01`),
    ],
  },
  {
    title: 'frame-12: a checksummed frame is sync, length, CRC-16, payload, CRC-32',
    spec: { codec: 'checksummed' },
    frames: [
      bytes('a5c3 00000005 21f6 68656c6c6f 3610a686', '68656c6c6f'),
      bytes('a5c3 00000000 7153 00000000', ''),
    ],
  },
]

describe.each(vectors)('$title', ({ spec, frames }) => {
  const stream = Buffer.concat(frames.map(({ frame }) => frame))
  const lines = frames.map(({ payload }) => `frame ${hex(payload)}`.trimEnd())

  it.each(formNames)(
    'whole, a byte at a time, and cut at every byte, in the form of %s',
    (form) => {
      for (const chunks of everyCut(stream)) {
        expect(transcript(spec, chunks, form)).toEqual([...lines, 'end clean 0'])
      }
    },
  )
})

describe.each(vectors.filter(({ isOnlyRead }) => !isOnlyRead))('$title', ({ spec, frames }) => {
  it('is written as it is read', () => {
    const { codec } = subjectOf(spec)
    for (const { frame, payload } of frames) expect(hex(codec.encode(payload))).toBe(hex(frame))
  })
})
