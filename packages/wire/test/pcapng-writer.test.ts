import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  epochNs,
  type PcapngInterfaceOptions,
  type PcapngPacketOptions,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  readPcapng,
} from '../src/pcapng/index.ts'
import { textOfUtf8, utf8Of } from '../src/pcapng/utf8.ts'
import { joined } from './pcapng-blocks.ts'

const hex = (bytes: Uint8Array) =>
  (
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
      .join('')
      .match(/.{8}/g) ?? []
  ).join(' ')

test('a section header is the magic, version 1.0, an unknown length and options up to their end', () => {
  expect(hex(pcapngSection())).toBe(
    '0a0d0d0a 1c000000 4d3c2b1a 01000000 ffffffff ffffffff 1c000000',
  )
  expect(hex(pcapngSection({ os: 'Linux' }))).toBe(
    '0a0d0d0a 2c000000 4d3c2b1a 01000000 ffffffff ffffffff 03000500 4c696e75 78000000 00000000 2c000000',
  )
})

test('an interface has raw IP packets, a name, and times in nanoseconds', () => {
  expect(hex(pcapngInterface({ name: 'wire', snapBytes: 96 }))).toBe(
    '01000000 28000000 65000000 60000000 02000400 77697265 09000100 09000000 00000000 28000000',
  )
})

test('a packet has its time high word first, both lengths, its bytes filled up, comment and direction', () => {
  const packet = pcapngPacket({
    interfaceNo: 1,
    atNs: 0x0102_0304_0506_0708n,
    bytes: Uint8Array.of(1, 2, 3, 4, 5),
    originalBytes: 40,
    direction: 'outbound',
    comments: ['é'],
  })
  expect(hex(packet)).toBe(
    '06000000 3c000000 01000000 04030201 08070605 05000000 28000000 01020304 05000000 ' +
      '01000200 c3a90000 02000400 02000000 00000000 3c000000',
  )
})

const text = fc.string({ unit: 'binary', maxLength: 30 })
const comments = fc.array(text, { maxLength: 3 })
const sections = fc.record({ hardware: text, os: text, application: text, comments })
const interfaces: fc.Arbitrary<PcapngInterfaceOptions> = fc.record({
  name: text,
  description: text,
  linkType: fc.nat({ max: 0xffff }),
  snapBytes: fc.nat({ max: 0xffff_ffff }),
  comments,
})
const packets: fc.Arbitrary<PcapngPacketOptions & { comments: string[] }> = fc.record({
  interfaceNo: fc.nat({ max: 1 }),
  atNs: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  bytes: fc.uint8Array({ maxLength: 90 }),
  originalBytes: fc.nat({ max: 0xffff_ffff }),
  direction: fc.constantFrom('inbound' as const, 'outbound' as const),
  comments,
})

test('what was written is read again', () => {
  fc.assert(
    fc.property(
      sections,
      fc.tuple(interfaces, interfaces),
      fc.array(packets, { maxLength: 8 }),
      (section, described, sent) => {
        const file = readPcapng(
          joined([
            pcapngSection(section),
            ...described.map(pcapngInterface),
            ...sent.map(pcapngPacket),
          ]),
        )
        expect(file.faults).toEqual([])
        expect(file.sections).toMatchObject([section])
        expect(file.interfaces).toMatchObject(described)
        const read = file.packets.map(({ kind, at, interface: from, ...packet }) => ({
          ...packet,
          interfaceNo: from.interfaceNo,
        }))
        expect(read).toEqual(sent)
      },
    ),
  )
})

test('a number or a text that does not fit its field is refused, and named', () => {
  const packet = { interfaceNo: 0, atNs: 0n, bytes: new Uint8Array() }
  expect(() => pcapngPacket({ ...packet, atNs: -1n })).toThrow(RangeError)
  expect(() => pcapngPacket({ ...packet, atNs: 2n ** 64n })).toThrow('pcapng.atNs')
  expect(() => pcapngPacket({ ...packet, interfaceNo: -1 })).toThrow('pcapng.interfaceNo')
  expect(() => pcapngPacket({ ...packet, originalBytes: 2 ** 32 })).toThrow('originalBytes')
  expect(() => pcapngPacket({ ...packet, comments: ['é'.repeat(32768)] })).toThrow('option')
  expect(pcapngPacket({ ...packet, comments: [`${'é'.repeat(32767)}e`] })).toHaveLength(65576)
  expect(() => pcapngInterface({ name: '', linkType: 0x10000 })).toThrow('pcapng.linkType')
  expect(() => pcapngInterface({ name: '', snapBytes: 1.5 })).toThrow('pcapng.snapBytes')
})

test('a time is told to the nanosecond, which the sum of both as one number is not', () => {
  expect(epochNs(1_764_086_400_000, 0.000_001)).toBe(1_764_086_400_000_000_001n)
  expect(epochNs(1_764_086_400_000.25, 12.000_003)).toBe(1_764_086_400_012_250_003n)
  expect(epochNs(0, 0)).toBe(0n)
})

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

test('UTF-8 is written and read as the platform does it, whatever the bytes', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
      (any) => {
        expect(utf8Of(any)).toEqual(new TextEncoder().encode(any))
      },
    ),
  )
  const nasty = fc.constantFrom(
    0x00,
    0x41,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc1,
    0xc2,
    0xdf,
    0xe0,
    0xed,
    0xef,
    0xf0,
    0xf4,
    0xf5,
    0xff,
  )
  fc.assert(
    fc.property(
      fc.array(nasty).map((bytes) => Uint8Array.from(bytes)),
      (bytes) => {
        expect(textOfUtf8(bytes)).toBe(decoder.decode(bytes))
      },
    ),
    { numRuns: 2000 },
  )
})
