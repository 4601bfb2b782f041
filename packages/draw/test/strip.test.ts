import type { TraceRecord } from '@socket-labs/trace'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ByteStreams,
  layoutStreams,
  layoutStrip,
  type RectShape,
  type Scene,
  type TextShape,
  toSvg,
} from '../src/index.ts'
import { topOf } from '../src/shapes-within.ts'
import { textWidthPx } from '../src/text-width.ts'
import * as samples from './sample-streams.ts'

const { StreamRun, ...runs } = samples

const texts = (scene: Scene): TextShape[] => scene.shapes.filter((shape) => shape.kind === 'text')
const words = (scene: Scene) => texts(scene).map(({ text }) => text)
const rects = (scene: Scene) => scene.shapes.filter((shape) => shape.kind === 'rect')
const blocks = (scene: Scene, n: number): RectShape[] =>
  rects(scene).filter((rect) => rect.isOutline && rect.n?.[0] === n)
/** Tints inside the block of a record, from left to right. */
const tintsIn = (scene: Scene, n: number) =>
  rects(scene)
    .filter((rect) => rect.tint !== undefined && rect.n?.[0] === n)
    .sort((a, b) => a.x - b.x)
    .map(({ tint }) => tint)
const numberOf = (records: readonly TraceRecord[], kind: string, nth = 0) =>
  records.filter((one) => one.kind === kind)[nth]?.n as number

const anyRun = fc
  .array(
    fc.record({
      at: fc.constantFrom('client', 'server', 'proxy'),
      kind: fc.constantFrom(
        ...['socket.write', 'socket.data', 'frame.sent', 'frame.decoded', 'frame.broken'],
        ...['udp.datagram', 'gap', 'socket.close'],
      ),
      conn: fc.constantFrom('c1', 'c2', undefined),
      originalBytes: fc.constantFrom(0, 1, 5, 300, 65_536, 1e9, -1, Number.NaN),
      fromByte: fc.oneof(fc.integer({ min: -2, max: 50 }), fc.constantFrom(1e9, Number.NaN)),
      toByte: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constantFrom(2e9, 1e300)),
      atByte: fc.integer({ min: 0, max: 60 }),
      skippedBytes: fc.constantFrom(null, 0, 7),
      direction: fc.constantFrom('sent', 'received', ''),
      codec: fc.constantFrom('length', 'line', undefined),
    }),
    { maxLength: 120 },
  )
  .map((events) =>
    events.map((fields, i): TraceRecord => {
      const { conn, ...others } = fields
      const base = { run: 'r1', n: i + 1, tMs: i, clock: 'virtual', origin: 'observed' } as const
      return { ...base, ...others, ...(conn && { conn }) }
    }),
  )
const anyOptions = fc.record({
  width: fc.integer({ min: 280, max: 1400 }),
  selectedN: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
  isAtEnd: fc.boolean(),
})

test('whatever was recorded, shapes are sorted, finite and inside the picture', () => {
  fc.assert(
    fc.property(anyRun, anyOptions, (records, { selectedN, ...options }) => {
      const scene = layoutStrip(records, { ...options, ...(selectedN && { selectedN }) })
      const tops = scene.shapes.map(topOf)
      expect(tops).toEqual([...tops].sort((a, b) => a - b))
      for (const shape of scene.shapes) expect(JSON.stringify(shape)).not.toContain('null')
      for (const { x, y, width, height } of rects(scene)) {
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x + width).toBeLessThanOrEqual(scene.width)
        expect(y + height).toBeLessThanOrEqual(scene.height)
        expect(width).toBeGreaterThan(0)
      }
    }),
  )
})

test.each([360, 720, 1400])('at %i px every text stays inside the picture', (width) => {
  for (const make of Object.values(runs)) {
    for (const { x, text, anchor, mono } of texts(layoutStrip(make(), { width }))) {
      const textPx = textWidthPx(text, mono)
      const left = anchor === 'start' ? x : anchor === 'end' ? x - textPx : x - textPx / 2
      expect([text, left >= 0, left + textPx <= width]).toEqual([text, true, true])
    }
  }
})

describe('message boundaries as colours across reads', () => {
  const records = runs.sticky()
  const scene = layoutStrip(records, { width: 900 })
  const read = (nth: number) => numberOf(records, 'socket.data', nth)

  test('frame-2: a read that brings two messages shows the colours of both', () => {
    expect(tintsIn(scene, read(1))).toEqual([1, 2, 3])
  })

  test('frame-2: a message that is cut shows its colour in both reads, and is marked as cut', () => {
    expect(tintsIn(scene, read(0))).toEqual([0, 1])
    const marked = texts(scene).filter(({ n }) => n?.[0] === read(1) || n?.[0] === read(2))
    expect(marked.map(({ text }) => text)).toEqual(expect.arrayContaining(['…2', '3', '…4', '5']))
  })

  test('colour is never alone: neighbours differ by their number, and by hatching', () => {
    const tints = tintsIn(scene, read(1)) as number[]
    expect(tints.map((tint) => tint % 2)).toEqual([1, 0, 1])
    expect(toSvg(scene)).toContain('class="open hatch e-1"')
  })

  test('what a read holds is told in words', () => {
    expect(blocks(scene, read(1))[0]?.title).toBe(
      'One read: 11 bytes from offset 6: the last 7 bytes of message 2, message 3 whole, the first 1 byte of message 4. Sticky, and one message is cut. Matched by counting bytes.',
    )
  })

  test('where reads begin and end is written, the first and the last in any case', () => {
    const offsets = texts(scene).filter(({ mono }) => mono)
    expect(offsets.map(({ text }) => text).sort()).toEqual(['0', '17', '6', '62'])
  })

  test('a frame that is a message is ticked, one that nobody sent is not, a fault is a cross', () => {
    expect(words(scene)).toEqual(
      expect.arrayContaining(['✓ 5 B', '✓ 8 B', '≠ 5 B', 'frame-too-long']),
    )
    const cross = scene.shapes.find((shape) => shape.kind === 'line' && shape.cross)
    expect(cross?.n).toEqual([numberOf(records, 'frame.broken')])
  })

  test('every record with bytes has its block, and a write that was a message shares one', () => {
    const kinds = ['frame.sent', 'socket.write', 'socket.data', 'frame.decoded']
    for (const { n } of records.filter(({ kind }) => kinds.includes(kind))) {
      expect(blocks(scene, n)).toHaveLength(1)
    }
    const oneEach = new StreamRun().started().message(9).writes(9).reads(9).over()
    const shared = rects(layoutStrip(oneEach, { width: 900 })).find((rect) =>
      rect.n?.includes(numberOf(oneEach, 'socket.write')),
    )
    expect(shared?.n).toContain(numberOf(oneEach, 'frame.sent'))
  })
})

test('without a word about messages each write is one', () => {
  const records = runs.tenWrites()
  const scene = layoutStrip(records, { width: 900 })
  expect(tintsIn(scene, numberOf(records, 'socket.data'))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(words(scene)).toContain('10 writes, 1 read, 50 bytes')
})

test('widths are in proportion as long as the short ones can be seen', () => {
  const records = runs.sticky()
  const scene = layoutStrip(records, { width: 900 })
  const width = (nth: number) => blocks(scene, numberOf(records, 'frame.sent', nth))[0]?.width ?? 0
  expect(width(3) / width(1)).toBeCloseTo(5, 0)
})

test('beside 256 KiB a message of 12 bytes is seen: the long stretch is folded and says how long', () => {
  for (const width of [360, 900]) {
    const records = runs.longAndShort()
    const scene = layoutStrip(records, { width })
    expect(blocks(scene, numberOf(records, 'frame.sent', 1))[0]?.width ?? 0).toBeGreaterThan(20)
    const folds = words(scene).filter((text) => /^65 536 B(, folded)?$|^64 KiB$/.test(text))
    expect(folds).toHaveLength(4)
  }
})

test('ten thousand reads are a window of the stream, and how many are left out is said', () => {
  const records = runs.tenThousandReads()
  const scene = layoutStrip(records, { width: 900 })
  expect(scene.height).toBeLessThan(200)
  expect(scene.shapes.length).toBeLessThan(300)
  const rest = texts(scene).find(({ text }) => /^9 9\d\d later reads not drawn ›$/.test(text))
  const first = records.find(({ n }) => n === rest?.n?.[0])
  expect(first?.kind).toBe('socket.data')
})

test('the window goes to the record selected, or to the end', () => {
  const records = runs.tenThousandReads()
  const selectedN = numberOf(records, 'socket.data', 5000)
  const around = layoutStrip(records, { width: 900, selectedN })
  expect(blocks(around, selectedN)).toHaveLength(1)
  expect(words(around).some((text) => text.startsWith('‹ 4 9'))).toBe(true)
  const last = numberOf(records, 'socket.data', 9999)
  expect(blocks(layoutStrip(records, { width: 900, isAtEnd: true }), last)).toHaveLength(1)
  expect(blocks(layoutStrip(records, { width: 900 }), last)).toHaveLength(0)
})

test('one endless message is one block, and says that it goes on', () => {
  const scene = layoutStrip(runs.endless(), { width: 360 })
  expect(words(scene)).toContain('1 · 5 000 000 000 B …')
  expect(scene.shapes.length).toBeLessThan(100)
})

test('nothing at all is said in a sentence', () => {
  expect(words(layoutStrip([], { width: 360 }))).toEqual(['No bytes have been seen yet.'])
})

test('bytes that were not read are said, and are no fault while the run goes on', () => {
  const unread = (records: TraceRecord[]) =>
    texts(layoutStrip(records, { width: 900 })).find(({ text }) => text.startsWith('30 B'))
  expect(unread(runs.bothWays())).toMatchObject({ text: '30 B not read yet', role: 'faint' })
  const over = new StreamRun().started().writes(90).reads(60).over()
  expect(unread(over)).toMatchObject({ text: '30 B never read', role: 'lost' })
})

test('an end that nobody watches is said to be unseen, and frames give the colours', () => {
  const records = runs.readerOnly()
  const scene = layoutStrip(records, { width: 900 })
  expect(words(scene)).toContain('the client is not seen from here')
  expect(tintsIn(scene, numberOf(records, 'socket.data', 1))).toEqual([0, 1])
})

test('frame-11: each datagram is a block of its own, an empty one too, and one that is lost is a cross', () => {
  const records = runs.datagrams()
  const scene = layoutStrip(records, { width: 900 })
  expect(words(scene)).toEqual(
    expect.arrayContaining(['5 datagrams sent, 4 received', '1 · 5 B', 'never received']),
  )
  expect(blocks(scene, numberOf(records, 'udp.datagram', 2))[0]?.title).toBe('Datagram 3: 0 bytes.')
  expect(words(scene)).not.toContain('0')
})

test('of equal datagrams nobody can say by size which was lost, so it is not claimed', () => {
  const run = new StreamRun()
  for (let i = 0; i < 3; i++) run.datagram('client', 'sent', 100)
  const scene = layoutStrip(run.datagram('server', 'received', 100).over(), { width: 1400 })
  expect(words(scene).some((text) => text.startsWith('Of datagrams that are alike'))).toBe(true)
})

test('frame-11: of datagrams of one size the digest tells which was lost', () => {
  const run = new StreamRun().started()
  for (const digest of ['0a', '0b', '0c']) run.datagram('client', 'sent', 100, digest)
  for (const digest of ['0c', '0a']) run.datagram('server', 'received', 100, digest)
  const records = run.over()
  const scene = layoutStrip(records, { width: 1400 })
  const received = [0, 1].map((i) => blocks(scene, numberOf(records, 'udp.datagram', 3 + i))[0])
  const sent = [0, 1, 2].map((i) => blocks(scene, numberOf(records, 'udp.datagram', i))[0])
  expect(received.map((block) => block?.x)).toEqual([sent[2]?.x, sent[0]?.x])
  expect(words(scene).join(' ')).not.toContain('other ones may be lost')
})

test('several connections stand under each other; more than there is room for are counted', () => {
  const run = new StreamRun()
  for (let i = 1; i <= 9; i++) run.opened(2, `c${i}`, 51_000 + i).writes(5, { conn: `c${i}` })
  const scene = layoutStrip(run.records, { width: 900 })
  expect(words(scene)).toContain('3 other connections with bytes are not drawn.')
  const last = run.records.at(-1)?.n as number
  expect(blocks(layoutStrip(run.records, { width: 900, selectedN: last }), last)).toHaveLength(1)
  const one = layoutStrip(run.records, { width: 900, conn: 'c7' })
  expect(one.label).toBe(
    'Strip of bytes, one line for who sent and one for who read. c7, client → server: 1 write, 0 reads, 5 bytes.',
  )
})

test('records whose offsets cannot be are left out and counted, behind a hole no byte is counted', () => {
  const records = runs.hostileStream()
  const scene = layoutStrip(records, { width: 900 })
  expect(words(scene)).toEqual(
    expect.arrayContaining([
      'Records are missing, so bytes are not counted any further.',
      '8 records with impossible offsets are left out.',
    ]),
  )
  expect(blocks(scene, records.at(-1)?.n as number)).toHaveLength(0)
  const svg = toSvg(scene)
  expect(svg).not.toContain('<script')
  expect(svg).not.toContain('\u001b')
})

test('records in any order make the same picture', () => {
  const records = runs.sticky()
  const turned = layoutStrip([...records].reverse(), { width: 900 })
  expect(turned).toEqual(layoutStrip(records, { width: 900 }))
})

test('a stream that grows is laid out as one that is whole', () => {
  const records = runs.sticky()
  const streams = new ByteStreams()
  for (const record of records) {
    streams.add(record)
    layoutStreams(streams, { width: 700 })
  }
  expect(layoutStreams(streams, { width: 700 })).toEqual(layoutStrip(records, { width: 700 }))
})
