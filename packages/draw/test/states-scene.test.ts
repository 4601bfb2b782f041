import type { TraceRecord } from '@socket-labs/trace'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layoutStates, type Scene, statesStory, type TextShape, toSvg } from '../src/index.ts'
import { topOf } from '../src/shapes-within.ts'
import { tcpStates } from '../src/states/tcp-states.ts'
import { textWidthPx } from '../src/text-width.ts'
import * as samples from './sample-states.ts'

const { StateRun, client, server, ...runs } = samples

const texts = (scene: Scene): TextShape[] => scene.shapes.filter((shape) => shape.kind === 'text')
const lines = (scene: Scene) => scene.shapes.filter((shape) => shape.kind === 'line')
const wordsIn = (scene: Scene) => texts(scene).map(({ text }) => text)
const heavy = (scene: Scene) => lines(scene).filter(({ weight }) => weight === 'heavy')
const titlesOf = (shapes: readonly { title?: string }[]) => shapes.map(({ title }) => title)
/** Names on a filled box: where the ends are now. */
const filled = (scene: Scene) =>
  texts(scene)
    .filter(({ isOnFill, text }) => isOnFill && /[A-Z]/.test(text))
    .map(({ text }) => text)

test.each([280, 360, 820, 1400])('at %i px both diagrams name all eleven states', (width) => {
  const words = wordsIn(layoutStates(runs.wholeLife(), { width }))
  for (const state of tcpStates) {
    const count = words.filter((word) => word === state).length
    expect([state, count]).toEqual([state, state === 'CLOSED' ? 4 : 2])
  }
})

test('states are at the same places whatever happened', () => {
  const places = (records: TraceRecord[]) =>
    texts(layoutStates(records, { width: 900 }))
      .filter(({ text }) => tcpStates.some((state) => state === text))
      .map(({ text, x, y }) => `${text} ${x} ${y}`)
      .sort()
  const whole = places(runs.wholeLife())
  expect(places(runs.simultaneousClose())).toEqual(whole)
  expect(places(runs.polledWithJumps())).toEqual(whole)
})

test('side by side where there is room, else client above server', () => {
  const names = (width: number) =>
    texts(layoutStates(runs.wholeLife(), { width })).filter(({ text }) =>
      /^(client|server)$/.test(text),
    )
  const [left, right] = names(900)
  expect(left?.y).toBe(right?.y)
  const [above, below] = names(360)
  expect(above?.x).toBe(below?.x)
  expect(below?.y).toBeGreaterThan((above?.y ?? 0) + 400)
})

test('the path is heavy and numbered, the state now is filled, other arrows are pale', () => {
  const scene = layoutStates(runs.wholeLife(), { width: 900 })
  expect(heavy(scene)).toHaveLength(12)
  expect(titlesOf(heavy(scene))).toContain(
    'client: 2. SYN_SENT → ESTABLISHED at 22 ms: SYN+ACK from server (packet 2)',
  )
  expect(filled(scene)).toEqual(['CLOSED', 'CLOSED'])
  const pale = lines(scene).filter(({ weight }) => weight === 'pale')
  expect(pale).toHaveLength(40 - 12)
  expect(titlesOf(pale)).toContain(
    'SYN_SENT → SYN_RCVD: rcv SYN / snd SYN,ACK; not seen in this run',
  )
})

test('a new connection says that its listening socket stays', () => {
  const [child] = heavy(layoutStates(runs.wholeLife(), { width: 900 })).filter((line) =>
    line.title?.includes('LISTEN → SYN_RCVD'),
  )
  expect(child?.title).toContain('a new connection, the listening socket stays')
})

test('at an earlier moment the rest of the path is thin, and clicking still finds it', () => {
  const scene = layoutStates(runs.wholeLife(), { width: 900, untilTMs: 55 })
  expect(filled(scene)).toEqual(['FIN_WAIT_1', 'CLOSE_WAIT'])
  const later = lines(scene).filter(({ weight, n }) => weight === undefined && n)
  expect(later).toHaveLength(5)
  const before = layoutStates(runs.wholeLife(), { width: 900, untilTMs: 0 })
  expect(filled(before)).toEqual(['CLOSED', 'CLOSED'])
})

test('what the figure leaves out is dashed and bears the words of its record', () => {
  const scene = layoutStates(runs.besideTheFigure(), { width: 900 })
  const dashed = lines(scene).filter(({ dash }) => dash === 'dashed')
  expect(titlesOf(dashed)).toEqual([
    'server: 4. ESTABLISHED → CLOSED at 60 ms: RST from client; the figure leaves this out',
    'client: 4. FIN_WAIT_1 → TIME_WAIT at 50 ms: FIN+ACK from server; the figure leaves this out',
  ])
  expect(wordsIn(scene)).toEqual(expect.arrayContaining(['FIN+ACK from server', 'RST from client']))
})

test('a connection that is refused does not go along the arrow of CLOSE', () => {
  const scene = layoutStates(runs.refusedAgain(), { width: 900 })
  expect(lines(scene).filter(({ dash }) => dash === 'dashed')).toHaveLength(1)
  expect(wordsIn(scene)).toContain('2, 4 +3')
})

test('a reset in TIME_WAIT is not the timeout that the figure names', () => {
  const run = new StateRun().add(1, 'client', 'TIME_WAIT CLOSED', { trigger: 'RST from server' })
  run.add(1, 'server', 'TIME_WAIT CLOSED', { trigger: 'timeout of 60 s' })
  const scene = layoutStates(run.records, { width: 900 })
  expect(titlesOf(lines(scene).filter(({ dash }) => dash === 'dashed'))).toEqual([
    'client: 1. TIME_WAIT → CLOSED at 1 ms: RST from server; the figure leaves this out',
  ])
})

test('what was not seen between two looks is dotted, and no path is made up', () => {
  const scene = layoutStates(runs.polledWithJumps(), { width: 900 })
  const dotted = lines(scene).filter(({ dash }) => dash === 'dotted')
  expect(dotted.map(({ n }) => n?.[0]).sort()).toEqual([2, 3, 4, 5])
  expect(heavy(scene)).toHaveLength(5)
  expect(dotted[0]?.title).toContain('looked at every 10 ms; what came between was not seen')
  expect(scene.label).toContain('client: CLOSED, SYN_SENT, FIN_WAIT_1, TIME_WAIT.')
})

test('a packet as the cause does not make a jump a step of the figure', () => {
  const cause = { origin: 'polled', trigger: 'FIN from client', triggerPacketNo: 5 } as const
  const run = new StateRun().add(1, 'server', 'LISTEN CLOSE_WAIT', cause)
  run.add(2, 'server', 'CLOSE_WAIT CLOSED', { origin: 'polled', trigger: 'seen by a regular look' })
  const scene = layoutStates(run.records, { width: 900 })
  expect(lines(scene).filter(({ dash }) => dash === 'dotted')).toHaveLength(2)
})

test.each([360, 820])('at %i px the way of a jump never lies over a third state', (width) => {
  for (const from of tcpStates) {
    for (const to of tcpStates) {
      if (from === to) continue
      const polled = { origin: 'polled', trigger: '' } as const
      const { records } = new StateRun().add(1, 'client', `${from} ${to}`, polled)
      const scene = layoutStates(records, { width })
      const crossed = lines(scene)
        .filter(({ weight, dash }) => weight === 'heavy' && dash)
        .flatMap(({ via = [] }) => boxesOver(scene, via))
        .filter((name) => name !== from && name !== to)
      expect([from, to, ...new Set(crossed)]).toEqual([from, to])
    }
  }
})

/** Names of the states whose boxes contain one of the points. */
function boxesOver(scene: Scene, points: readonly { x: number; y: number }[]): string[] {
  const boxes = scene.shapes.filter((shape) => shape.kind === 'rect' && shape.width > 60)
  return boxes.flatMap((box) => {
    if (box.kind !== 'rect') return []
    const isOver = points.some(
      ({ x, y }) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height,
    )
    return isOver ? [String(box.title?.split(/[ :]/)[0])] : []
  })
}

test('without a choice it is the run’s first connection, as in the ladder', () => {
  const later = { conn: 'c9', local: '10.1.0.1:50000', remote: '10.1.0.2:80' }
  const run = new StateRun().add(0, 'client', 'CLOSED SYN_SENT', later)
  const { records } = run.add(1, 'client', 'SYN_SENT CLOSED', later)
  const whole = runs
    .wholeLife()
    .map((record) => ({ ...record, n: record.n + 9, tMs: record.tMs + 99 }))
  expect(layoutStates([...records, ...whole], { width: 900 }).label).toContain('of connection c9')
})

test('where hardly a state of the first was seen it is the connection in which most were', () => {
  const short = { conn: 'c9', local: '10.1.0.1:50000', remote: '10.1.0.2:80' }
  const { records } = new StateRun().add(0, 'client', 'CLOSED SYN_SENT', short)
  const all = [...records, ...runs.wholeLife().map((record) => ({ ...record, n: record.n + 1 }))]
  expect(layoutStates(all, { width: 900 }).label).toContain('of connection c1')
  expect(wordsIn(layoutStates(all, { width: 900 }))).toContain('c1, one of 2 connections')
  expect(layoutStates(all, { width: 900, conn: 'c9' }).label).toContain('of connection c9')
  expect(layoutStates(all, { width: 900, selectedN: 1 }).label).toContain('of connection c9')
  expect(layoutStates(all, { width: 900, conn: 'c7' }).label).toBe(
    'No state of this connection was seen.',
  )
})

test('connections without a name are told by their addresses, at both ends the same', () => {
  const records = runs.wholeLife().map(({ conn: _, ...record }) => record)
  expect(layoutStates(records, { width: 900 }).label).toContain('of 10.1.0.1:40000 and 10.1.0.2:80')
  expect(heavy(layoutStates(records, { width: 900 }))).toHaveLength(12)
})

test('a listener that ends later is no step of the connection that came from it', () => {
  const run = new StateRun().opened(1).add(99, 'server', 'LISTEN CLOSED', {
    conn: undefined,
    local: server.local,
    remote: '0.0.0.0:0',
  })
  expect(filled(layoutStates(run.records, { width: 900 }))).toEqual(['ESTABLISHED', 'ESTABLISHED'])
})

test('a listener alone is drawn, and the end that nobody saw says so', () => {
  const scene = layoutStates(new StateRun().listening(1).records, { width: 360 })
  expect(filled(scene)).toEqual(['LISTEN'])
  expect(wordsIn(scene)).toContain('no state was seen at this end')
})

test('a state in which somebody was found is visited without a step', () => {
  const scene = layoutStates(new StateRun().add(3, 'client', 'ESTABLISHED ESTABLISHED').records, {
    width: 900,
  })
  expect(filled(scene)).toEqual(['ESTABLISHED'])
  expect(heavy(scene)).toHaveLength(0)
})

test('another place takes the seat of an end that was not seen', () => {
  const { records } = new StateRun().add(1, 'peer', 'CLOSED LISTEN', { local: ':80' })
  expect(wordsIn(layoutStates(records, { width: 900 }))).toContain('peer')
})

test('Linux’s spellings are the same states', () => {
  const { records } = new StateRun()
    .add(1, 'client', 'CLOSE SYN-SENT')
    .add(2, 'client', 'SYN-SENT ESTAB')
    .add(3, 'client', 'ESTAB FIN-WAIT-1')
  const scene = layoutStates(records, { width: 900 })
  expect(heavy(scene)).toHaveLength(3)
  expect(filled(scene)).toEqual(['FIN_WAIT_1'])
})

test('the story tells both ends’ steps in order of time', () => {
  const story = statesStory(runs.wholeLife())
  expect(story.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  expect(story[0]?.text).toBe('server: 1. CLOSED → LISTEN at 1 ms: listen()')
})

test('nothing is a picture too', () => {
  expect(wordsIn(layoutStates([], { width: 360 }))).toEqual(['No TCP state has been seen yet'])
})

test('ten thousand moves along two arrows are two arrows', () => {
  const scene = layoutStates(runs.tenThousandMoves(), { width: 900 })
  expect(scene.shapes.length).toBeLessThan(250)
  expect(scene.label.length).toBeLessThan(500)
})

test.each([280, 316, 360, 820, 1400])('at %i px every text stays inside the picture', (width) => {
  for (const make of Object.values(runs)) {
    const scene = layoutStates(make(), { width })
    for (const { x, text, anchor, mono } of texts(scene)) {
      const textPx = textWidthPx(text, mono) * 0.9
      const left = anchor === 'start' ? x : anchor === 'end' ? x - textPx : x - textPx / 2
      expect([text, left >= 0, left + textPx <= width]).toEqual([text, true, true])
    }
  }
})

const anyState = fc.constantFrom(...tcpStates, 'CLOSED', '', 'SYN-RECV', 'x', undefined)
const anyRecord = fc.record({
  at: fc.constantFrom('client', 'server', 'peer', ''),
  from: anyState,
  to: anyState,
  tMs: fc.oneof(fc.double(), fc.integer({ min: 0, max: 9 })),
  conn: fc.constantFrom('c1', 'c2', undefined),
  local: fc.constantFrom(client.local, server.local, '', undefined),
  remote: fc.constantFrom(client.remote, server.remote, '0.0.0.0:0', undefined),
  trigger: fc.constantFrom('RST from server', 'not seen: between two looks', '', 'close()'),
  origin: fc.constantFrom('observed', 'polled', 'simulated'),
})
const anyRun = fc.array(anyRecord, { maxLength: 60 }).map((all) =>
  all.map((fields, i): TraceRecord => {
    return { run: 'r1', n: i + 1, clock: 'monotonic', kind: 'tcp.state', ...fields } as TraceRecord
  }),
)

test('whatever happened, shapes are sorted, finite and inside the picture', () => {
  fc.assert(
    fc.property(
      anyRun,
      fc.record({
        width: fc.integer({ min: 200, max: 1400 }),
        untilTMs: fc.constantFrom(undefined, 4),
        selectedN: fc.constantFrom(undefined, 3),
        conn: fc.constantFrom(undefined, 'c2', 'all'),
      }),
      (records, { width, ...choice }) => {
        const given = Object.entries(choice).filter(([, value]) => value !== undefined)
        const scene = layoutStates(records, { width, ...Object.fromEntries(given) })
        const tops = scene.shapes.map(topOf)
        expect(tops).toEqual([...tops].sort((a, b) => a - b))
        for (const top of tops) expect(top).toSatisfy((y: number) => y >= 0 && y <= scene.height)
        for (const shape of scene.shapes) expect(JSON.stringify(shape)).not.toContain('null')
      },
    ),
  )
})

test('no record breaks out of the SVG', () => {
  const svg = toSvg(layoutStates(runs.hostile(), { width: 700 }))
  expect(svg).not.toContain('<script')
  expect(svg).not.toContain('NaN')
  expect(svg.match(/<text/g)?.length).toBe(svg.match(/<\/text>/g)?.length)
})

test('in the SVG heavy, pale, dashed and filled differ by more than colour', () => {
  const svg = toSvg(layoutStates(runs.besideTheFigure(), { width: 900, untilTMs: 45 }))
  expect(svg).toContain('class="open s-client observed heavy"')
  expect(svg).toContain('pale')
  expect(svg).toContain('dashed')
  expect(svg).toContain('class="on-fill mono strong observed"')
})
