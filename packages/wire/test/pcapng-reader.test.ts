import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PcapngFound, PcapngReader, readPcapng } from '../src/pcapng/index.ts'
import { ascii, Blocks, joined } from './pcapng-blocks.ts'

const little = new Blocks(true)
const big = new Blocks(false)
const bytes = [0x45, 1, 2, 3, 4]

/** Two sections in both byte orders, with every kind of block. */
const whole = [
  little.section([
    ...little.option(1, ascii('first')),
    ...little.option(4, ascii('app')),
    ...little.option(0, []),
  ]),
  little.interface([...little.option(2, ascii('tun0')), ...little.option(9, [9])]),
  little.packet(1_500_000_000n, bytes, [
    ...little.option(1, ascii('one')),
    ...little.option(1, ascii('two')),
  ]),
  little.block(5, little.u32(0)),
  big.section(),
  big.interface([], 4),
  big.block(4, big.u32(0)),
  big.simplePacket(9, bytes.slice(0, 4)),
  big.obsoletePacket(2_000_000n, bytes),
  big.block(0x0bad, [...big.u32(32473), ...ascii('mine')]),
  big.packet(3_000_000n, bytes, big.option(2, [0, 0, 0, 1])),
]
const file = joined(whole)
const blockStarts = whole.map((_, n) => joined(whole.slice(0, n)).length)

function readInPieces(pieces: Uint8Array[]): PcapngFound[] {
  const reader = new PcapngReader()
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]
}

describe('a file', () => {
  test('is read in both byte orders, section by section, packets of all three kinds', () => {
    const { sections, interfaces, packets, faults } = readPcapng(file)
    expect(faults).toEqual([])
    expect(sections).toMatchObject([
      { isLittleEndian: true, at: 0, comments: ['first'], application: 'app' },
      { isLittleEndian: false, at: blockStarts[4], comments: [] },
    ])
    expect(interfaces).toMatchObject([
      { interfaceNo: 0, name: 'tun0', linkType: 101, snapBytes: 0 },
      { interfaceNo: 0, linkType: 101, snapBytes: 4 },
    ])
    expect(packets.map(({ interface: from, ...packet }) => packet)).toEqual([
      {
        kind: 'packet',
        at: blockStarts[2],
        atNs: 1_500_000_000n,
        bytes: Uint8Array.from(bytes),
        originalBytes: 6,
        comments: ['one', 'two'],
      },
      {
        kind: 'packet',
        at: blockStarts[7],
        bytes: Uint8Array.from(bytes.slice(0, 4)),
        originalBytes: 9,
        comments: [],
      },
      {
        kind: 'packet',
        at: blockStarts[8],
        atNs: 2_000_000_000n,
        bytes: Uint8Array.from(bytes),
        originalBytes: 5,
        comments: [],
      },
      {
        kind: 'packet',
        at: blockStarts[10],
        atNs: 3_000_000_000n,
        bytes: Uint8Array.from(bytes),
        originalBytes: 6,
        direction: 'inbound',
        comments: [],
      },
    ])
    expect(packets.map((packet) => packet.interface)).toEqual([
      interfaces[0],
      interfaces[1],
      interfaces[1],
      interfaces[1],
    ])
  })

  test('tells the blocks that it skips', () => {
    const skipped = readInPieces([file]).filter((found) => found.kind === 'skipped')
    expect(skipped.map(({ type, at }) => [type, at])).toEqual([
      [5, blockStarts[3]],
      [4, blockStarts[6]],
      [0x0bad, blockStarts[9]],
    ])
  })

  test('cut at any byte gives the blocks in front of the cut, and tells where it is truncated', () => {
    const all = readInPieces([file])
    for (let cut = 1; cut < file.length; cut++) {
      const found = readInPieces([file.subarray(0, cut)])
      const wholeBlocks = [...blockStarts, file.length].filter((start) => start <= cut).length - 1
      expect(found.slice(0, wholeBlocks)).toEqual(all.slice(0, wholeBlocks))
      const isBetween = blockStarts.includes(cut)
      expect(found.slice(wholeBlocks)).toMatchObject(
        isBetween ? [] : [{ kind: 'broken', code: 'truncated', at: blockStarts[wholeBlocks] }],
      )
    }
  })

  test('in any pieces, byte by byte too, is the same', () => {
    const all = readInPieces([file])
    expect(readInPieces(Array.from(file, (byte) => Uint8Array.of(byte)))).toEqual(all)
    fc.assert(
      fc.property(fc.array(fc.nat({ max: file.length })), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), file.length]
        const pieces = edges.slice(1).map((edge, i) => file.slice(edges[i], edge))
        expect(readInPieces(pieces)).toEqual(all)
      }),
      { numRuns: 50 },
    )
  })

  test('of which the memory is written again leaves the packets as they were', () => {
    const memory = file.slice()
    const reader = new PcapngReader()
    const found = reader.push(memory)
    memory.fill(0xff)
    expect(found).toEqual(readInPieces([file]))
  })
})

describe('the time of a packet', () => {
  const timeOf = (blocks: Blocks, ticks: bigint, options: number[]) =>
    readPcapng(joined([blocks.section(), blocks.interface(options), blocks.packet(ticks, bytes)]))
      .packets[0]?.atNs

  test.each([
    ['microseconds, unless told', [], 1_000_001n, 1_000_001_000n],
    ['seconds', [9, 0], 3n, 3_000_000_000n],
    ['milliseconds', [9, 3], 3n, 3_000_000n],
    ['nanoseconds', [9, 9], 2n ** 64n - 1n, 2n ** 64n - 1n],
    ['picoseconds, cut off', [9, 12], 1_999n, 1n],
    ['10^-127 seconds', [9, 127], 2n ** 64n - 1n, 0n],
    ['halves', [9, 0x81], 3n, 1_500_000_000n],
    ['2^-32 seconds', [9, 0xa0], (7n << 32n) + (1n << 31n), 7_500_000_000n],
    ['2^-127 seconds', [9, 0xff], 2n ** 64n - 1n, 0n],
    ['2^0 seconds', [9, 0x80], 2n, 2_000_000_000n],
  ])('is counted in %s', (_, [code, ...value], ticks, atNs) => {
    for (const blocks of [little, big]) {
      const options = code === undefined ? [] : blocks.option(code, value)
      expect(timeOf(blocks, ticks, options)).toBe(atNs)
    }
  })

  test('is moved by the offset of the interface, either way', () => {
    for (const blocks of [little, big]) {
      expect(timeOf(blocks, 5n, blocks.option(14, blocks.i64(2n)))).toBe(2_000_005_000n)
      expect(timeOf(blocks, 5n, blocks.option(14, blocks.i64(-2n)))).toBe(-1_999_995_000n)
    }
  })
})

describe('a broken file', () => {
  const start = [...little.section(), ...little.interface()]
  const good = little.packet(1n, bytes)
  const of = (...parts: number[][]) => readPcapng(joined(parts))
  const with32 = (block: number[], at: number, value: number) => [
    ...block.slice(0, at),
    ...little.u32(value),
    ...block.slice(at + 4),
  ]

  test.each([
    ['no bytes', [], 'no-section', 0],
    ['another format', [...little.u32(0xa1b2c3d4), ...good], 'no-section', 0],
    ['a block in front of the section', little.interface(), 'no-section', 0],
    ['no byte-order magic', with32(little.section(), 8, 0x1a2b3c4e), 'byte-order', 8],
    ['another version', little.section([], 2), 'version', 12],
    [
      'a section header too short',
      little.block(0x0a0d0d0a, little.u32(0x1a2b3c4d)),
      'block-length',
      4,
    ],
  ])('with %s is told', (_, file, code, at) => {
    expect(of(file)).toMatchObject({ packets: [], faults: [{ code, at }] })
  })

  test.each([0, 4, 11, 13, 31, 0xffff_ffff])('with a block length of %i stops there', (length) => {
    const { packets, faults } = of(start, good, with32(good, 4, length), good)
    expect(packets).toHaveLength(1)
    expect(faults).toMatchObject([{ code: 'block-length', at: start.length + good.length + 4 }])
  })

  test('with another length behind a block stops there', () => {
    const { packets, faults } = of(start, with32(good, good.length - 4, 8), good)
    expect(packets).toEqual([])
    const at = start.length + good.length - 4
    expect(faults).toMatchObject([{ code: 'block-length', at }])
  })

  test('with a block of the longest length is read, and of 4 bytes more is not, before it has come', () => {
    const block = little.block(
      0x0bad,
      Array.from({ length: 1012 }, () => 0),
    )
    const bytesOf = (parts: number[][]) => joined(parts)
    const limits = { maxBlockBytes: 1024 }
    expect(readPcapng(bytesOf([start, block, good]), limits).packets).toHaveLength(1)
    const tooLong = [...little.u32(0x0bad), ...little.u32(1028), ...little.u32(0)]
    const { faults } = readPcapng(bytesOf([start, tooLong]), limits)
    expect(faults).toMatchObject([{ code: 'block-too-long', at: start.length + 4 }])
    expect(faults[0]?.message).toBe('expected a block of at most 1024 bytes, got 1028')
  })

  test('says nothing more once it has stopped', () => {
    const reader = new PcapngReader()
    expect(reader.push(joined([little.interface(), start]))).toHaveLength(1)
    expect(reader.hasStopped).toBe(true)
    expect(reader.push(joined([start, good]))).toEqual([])
    expect(reader.end()).toEqual([])
  })

  const at = start.length
  test.each([
    ['a packet of an interface unknown', little.packet(1n, bytes, [], 1), 'unknown-interface', 8],
    ['a captured length past its block', with32(good, 20, 9), 'packet-length', 28],
    ['an absurd captured length', with32(good, 20, 0xffff_ffff), 'packet-length', 28],
    ['a simple packet past its block', little.simplePacket(9, bytes), 'packet-length', 12],
    ['a block too short for a packet', little.block(6, little.u32(0)), 'block-length', 4],
    ['a simple packet without a length', little.block(3, []), 'block-length', 4],
    ['an interface without its fields', little.block(1, []), 'block-length', 4],
    [
      'an option past its block',
      little.packet(1n, bytes, [1, 0, 5, 0, 1, 2, 3, 4]),
      'option-length',
      36,
    ],
    ['flags of another size', little.packet(1n, bytes, little.option(2, [1])), 'option-length', 36],
    ['a resolution of two bytes', little.interface(little.option(9, [9, 9])), 'option-length', 16],
    ['a resolution of none', little.interface(little.option(9, [])), 'option-length', 16],
    [
      'an offset of 4 bytes',
      little.interface(little.option(14, [1, 2, 3, 4])),
      'option-length',
      16,
    ],
    ['an option of 65 535 bytes', little.interface([1, 0, 255, 255]), 'option-length', 16],
  ])('with %s loses only that block', (_, broken, code, offset) => {
    const { packets, faults } = of(start, broken, good)
    expect(faults).toMatchObject([{ kind: 'broken', code, at: at + offset }])
    expect(packets).toHaveLength(1)
  })

  test('with a broken interface keeps the numbers of the others', () => {
    const broken = little.interface(little.option(9, []))
    const { packets, faults } = of(
      little.section(),
      broken,
      little.interface(little.option(2, ascii('b'))),
      little.packet(1n, bytes, [], 0),
      little.packet(1n, bytes, [], 1),
    )
    expect(faults.map((fault) => fault.code)).toEqual(['option-length', 'unknown-interface'])
    expect(packets.map((packet) => packet.interface.name)).toEqual(['b'])
  })

  test('with any one byte changed, or of any bytes at all, never makes it throw', () => {
    for (let n = 0; n < file.length; n++) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const changed = file.slice()
        changed[n] = value
        readPcapng(changed)
      }
    }
    const anyWords = fc.array(fc.oneof(fc.nat({ max: 64 }), fc.constant(0xffff_ffff)))
    fc.assert(
      fc.property(anyWords, (words) => {
        readPcapng(joined([start, words.flatMap((word) => little.u32(word))]))
      }),
    )
  })
})
