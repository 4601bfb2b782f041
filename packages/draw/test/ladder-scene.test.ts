import type { TraceRecord } from '@socket-labs/trace'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  connectionsOf,
  layoutLadder,
  type Scene,
  shapesWithin,
  type TextShape,
} from '../src/index.ts'
import { topOf } from '../src/shapes-within.ts'
import { textWidthPx } from '../src/text-width.ts'
import * as samples from './sample-runs.ts'

const { SampleRun, ...runs } = samples

const texts = (scene: Scene): TextShape[] => scene.shapes.filter((shape) => shape.kind === 'text')
const arrows = (scene: Scene) =>
  scene.shapes.filter((shape) => shape.kind === 'line').filter((line) => line.arrow)

const event = fc.record({
  at: fc.constantFrom('client', 'server', 'program', 'proxy'),
  kind: fc.constantFrom(
    ...['connecting', 'connect', 'accept', 'write', 'written', 'data', 'drain'].map(
      (k) => `socket.${k}`,
    ),
    ...['shutdown', 'end', 'error', 'close', 'timeout', 'listening'].map((k) => `socket.${k}`),
    ...['note', 'gap', 'tcp.state', 'fact', 'run.ended'],
  ),
  tMs: fc.oneof(fc.double({ min: 0, max: 1000, noNaN: true }), fc.integer({ min: 0, max: 9 })),
  originalBytes: fc.integer({ min: 0, max: 70_000 }),
  returned: fc.boolean(),
  conn: fc.option(fc.constantFrom('c1', 'c2'), { nil: undefined }),
  code: fc.constantFrom('ECONNREFUSED', 'ECONNRESET', ''),
  to: fc.constantFrom('ESTABLISHED', 'CLOSED', 'CLOSE-WAIT', ''),
})

const anyRun = fc.array(event, { maxLength: 120 }).map((events) =>
  events.map((fields, i): TraceRecord => {
    return { run: 'r1', n: i + 1, clock: 'monotonic', origin: 'observed', ...fields }
  }),
)
const anyOptions = fc.record({
  width: fc.integer({ min: 280, max: 1400 }),
  conn: fc.constantFrom(undefined, 'c2', 'all'),
  maxRows: fc.integer({ min: 1, max: 80 }),
  isFolded: fc.boolean(),
  selectedN: fc.integer({ min: 1, max: 120 }),
})

test('whatever happened, shapes are sorted, finite and inside the picture', () => {
  fc.assert(
    fc.property(anyRun, anyOptions, (records, options) => {
      const scene = layoutLadder(records, options)
      const tops = scene.shapes.map(topOf)
      expect(tops).toEqual([...tops].sort((a, b) => a - b))
      for (const top of tops) expect(top).toSatisfy((y: number) => y >= 0 && y <= scene.height)
      for (const shape of scene.shapes) expect(JSON.stringify(shape)).not.toContain('null')
    }),
  )
})

test('whatever happened, labels and times of one column stand 20 px apart or more', () => {
  fc.assert(
    fc.property(anyRun, anyOptions, (records, options) => {
      const columns = new Map<string, number[]>()
      for (const { x, y, anchor, mono } of texts(layoutLadder(records, options))) {
        if (anchor === 'middle') continue
        const key = `${x} ${anchor} ${mono}`
        columns.set(key, [...(columns.get(key) ?? []), y])
      }
      for (const ys of columns.values()) {
        const sorted = ys.sort((a, b) => a - b)
        for (const [i, y] of sorted.entries()) {
          if (i > 0) expect(y - (sorted[i - 1] as number)).toBeGreaterThanOrEqual(20)
        }
      }
    }),
  )
})

test.each([360, 720, 1400])('at %i px every text stays inside the picture', (width) => {
  for (const make of Object.values(runs)) {
    const scene = layoutLadder(make(), { width })
    for (const { x, text, anchor, mono } of texts(scene)) {
      const textPx = textWidthPx(text, mono)
      const left = anchor === 'start' ? x : anchor === 'end' ? x - textPx : x - textPx / 2
      expect(left).toBeGreaterThanOrEqual(0)
      expect(left + textPx).toBeLessThanOrEqual(width)
    }
  }
})

test('ten writes that one read took are ten arrows to one place', () => {
  const found = arrows(layoutLadder(runs.tenWritesOneRead(), { width: 900 })).filter(
    (line) => line.role === 'client' && line.title?.startsWith('Bytes'),
  )
  expect(found).toHaveLength(10)
  expect(new Set(found.map((line) => line.y2)).size).toBe(1)
  expect(new Set(found.map((line) => line.y1)).size).toBe(10)
})

test('everything between the ends says that it is derived and of which records', () => {
  for (const line of arrows(layoutLadder(runs.echo(), { width: 900 }))) {
    expect(line.origin).toBe('derived')
    expect(line.n?.length).toBe(2)
    expect(line.title).toContain('no packet was seen')
  }
})

test('a reader that is still open may yet read', () => {
  const run = new SampleRun().listening(1).opened(2).write(3, 'client', 5)
  const shown = texts(layoutLadder(run.records, { width: 900 })).map(({ text }) => text)
  expect(shown).toContain('not read yet')
})

test('a state that was polled fills its lifeline; an open socket is only a thin derived line', () => {
  const rects = (scene: Scene) => scene.shapes.filter((shape) => shape.kind === 'rect')
  const polled = rects(layoutLadder(runs.polledStates(), { width: 900 }))
  expect(polled.map(({ state }) => state)).toContain('CLOSE-WAIT')
  const derived = rects(layoutLadder(runs.echo(), { width: 900 }))
  expect(
    derived.every(({ state, origin, width }) => !state && origin === 'derived' && width < 5),
  ).toBe(true)
})

test('after a gap in the records no byte is matched any more', () => {
  const run = new SampleRun().opened(1).write(2, 'client', 5).read(2.1, 'server', 5)
  run.add(3, 'runner', 'gap', { count: 4, why: 'the log pipe was full' })
  run.write(4, 'client', 5).read(4.1, 'server', 5)
  const bytes = arrows(layoutLadder(run.records, { width: 900 })).filter((line) =>
    line.title?.startsWith('Bytes'),
  )
  expect(bytes).toHaveLength(1)
})

test('records in any order make the same picture', () => {
  const records = runs.halfClose()
  const turned = [...records].reverse()
  expect(layoutLadder(turned, { width: 900 })).toEqual(layoutLadder(records, { width: 900 }))
})

test('the label says how many connections are not drawn', () => {
  const scene = layoutLadder(runs.twoClients(), { width: 900 })
  expect(scene.label).toBe(
    'Ladder of connection c1: client left, server right, time runs down; 6 events; 1 other connection not drawn.',
  )
  expect(connectionsOf(runs.twoClients())).toEqual(['c1', 'c2'])
})

test('nothing yet is a picture too', () => {
  const scene = layoutLadder([], { width: 360 })
  expect(texts(scene).map(({ text }) => text)).toEqual([
    'client',
    'server',
    'Nothing has happened yet',
  ])
})

test('ten thousand records fold into a picture that can be looked at', () => {
  const scene = layoutLadder(runs.flowControl(5000), { width: 900 })
  expect(scene.height).toBeLessThan(1500)
  expect(scene.shapes.length).toBeLessThan(200)
})

test('a window of a long scene holds what touches it', () => {
  const scene = layoutLadder(runs.flowControl(500), { width: 900, isFolded: false })
  const inWindow = shapesWithin(scene, 5000, 5800)
  expect(inWindow.length).toBeLessThan(scene.shapes.length / 2)
  expect(inWindow.some((shape) => shape.kind === 'line' && shape.y1 < 100)).toBe(true)
})

test('a listener that stops ends no connection', () => {
  const run = new SampleRun().listening(1).opened(2)
  run.add(3, 'server', 'socket.close', { conn: undefined, local: '127.0.0.1:40123' })
  run.write(4, 'client', 5)
  const scene = layoutLadder(run.records, { width: 900 })
  const shown = texts(scene).map(({ text }) => text)
  expect(shown).toContain('stops listening')
  expect(shown).toContain('not read yet')
})
