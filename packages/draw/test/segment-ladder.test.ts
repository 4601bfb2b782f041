import type { TraceRecord } from '@socket-labs/trace'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  describe,
  type LineShape,
  ladderToTerminal,
  layoutLadder,
  type Scene,
  type TextShape,
  toSvg,
  toTable,
} from '../src/index.ts'
import { topOf } from '../src/shapes-within.ts'
import * as samples from './sample-packets.ts'
import { SampleRun } from './sample-runs.ts'

const { SampleWire, ...runs } = samples
const width = 900
const lines = (scene: Scene): LineShape[] => scene.shapes.filter((shape) => shape.kind === 'line')
const texts = (scene: Scene): TextShape[] => scene.shapes.filter((shape) => shape.kind === 'text')
const words = (scene: Scene) => texts(scene).map(({ text }) => text)
const arrowOf = (scene: Scene, n: number) =>
  lines(scene).filter((line) => line.n?.[0] === n && (line.arrow || line.cross))

test('a segment is a solid arrow that falls from its sending to its arrival', () => {
  const scene = layoutLadder(new SampleWire().opened(1).records, { width })
  const [syn] = arrowOf(scene, 2)
  const [answer] = arrowOf(scene, 5)
  expect(syn).toMatchObject({ role: 'client', origin: 'observed', arrow: true })
  expect((syn?.y2 as number) - (syn?.y1 as number)).toBeGreaterThan(40)
  expect(answer?.y1).toBeGreaterThan(syn?.y2 as number)
  expect(answer?.x1).toBeGreaterThan(answer?.x2 as number)
  expect(words(scene)).toContain('SYN seq 0 mss 1460 wscale 7 SACK')
  expect(words(scene)).toContain('ACK 1')
})

test('what the sockets did stands beside it, and nothing is derived', () => {
  const scene = layoutLadder(runs.wireTroubles(), { width })
  expect(words(scene)).toContain('connect()')
  expect(words(scene)).toContain('read 5 840 B')
  expect(lines(scene).filter(({ arrow, origin }) => arrow && origin === 'derived')).toEqual([])
  expect(words(scene).at(-1)).toBe(
    'Arrows are segments seen on the wire, from when each was sent to when it arrived.',
  )
})

test('a lost one breaks off where it died: in the middle, or near its sender where it was not let in', () => {
  const scene = layoutLadder(runs.wireTroubles(), { width })
  const [lost] = arrowOf(scene, 12) as [LineShape]
  const [refused] = arrowOf(scene, 25) as [LineShape]
  const [whole] = arrowOf(scene, 2) as [LineShape]
  const reach = ({ x1, x2 }: LineShape) => Math.abs(x2 - x1) / Math.abs(whole.x2 - whole.x1)
  expect([lost.cross, lost.arrow, lost.role]).toEqual([true, undefined, 'lost'])
  expect(reach(lost)).toBeCloseTo(0.5, 1)
  expect(reach(refused)).toBeLessThan(0.25)
  expect(words(scene)).toContain('lost on the way')
  expect(words(scene)).toContain('rule: drop the 3rd data segment from client')
})

test('what is sent again, held, doubled or out of order is marked as that', () => {
  const scene = layoutLadder(runs.wireTroubles(), { width: 1300 })
  for (const mark of ['retransmission of packet 4', 'held 300 ms', 'copy']) {
    expect(words(scene)).toContain(mark)
  }
  expect(words(scene)).toContain('overtaken by packet 7')
  expect(arrowOf(scene, 19)[0]?.role).toBe('retransmission')
  expect(arrowOf(scene, 13)).toHaveLength(2)
})

test('two ends that close at once do so at one height', () => {
  const scene = layoutLadder(runs.simultaneousClose(), { width })
  const fins = texts(scene).filter(({ text }) => text === 'FIN_WAIT_1')
  expect(fins).toHaveLength(2)
  expect(fins[0]?.y).toBe(fins[1]?.y)
  const states = scene.shapes.flatMap((shape) => (shape.kind === 'rect' ? (shape.state ?? []) : []))
  expect(states.filter((state) => state === 'CLOSING')).toHaveLength(2)
})

test('the whole of it in the terminal', () => {
  expect(`\n${ladderToTerminal(runs.wireTroubles(), { columns: 100 })}`).toMatchInlineSnapshot(`
    "
           ms               client                                                  server
                    10.1.0.1:40000                                                  10.1.0.2:80
                                                                                    LISTEN
         1.00            connect() ┊                                              ┃
         1.10                      ┊──╮ SYN seq 0 mss 1460 wscale 7 SACK          ┃
         1.20             SYN_SENT ┃  │                                           ┃
        21.10                      ┃  ╰─ SYN ────────────────────────────────────▶┃
        21.15                      ┃                                              ┃ SYN_RCVD
        21.20                      ┃     SYN ACK seq 0 ack 1 mss 1460 wscale 7 ╭──┃
        41.20                      ┃◀──────────────────────────────── SYN ACK ─╯  ┃
        41.25          ESTABLISHED ┃                                              ┃
        41.30                      ┃──╮ ACK 1                                     ┃
        41.40            connected ┃  │                                           ┃
        61.00        write 5 840 B ┃  │                                           ┃
        61.10                      ┃──✕ seq 1 len 1460 ack 1, lost on the way     ┃
        61.20                      ┃──┤ seq 1461 len 1460 ack 1                   ┃
        61.30                      ┃  ├─ ACK 1 ──────────────────────────────────▶┃
        61.30                      ┃──┤ seq 2921, overtaken by packet 7           ┃
        61.35                      ┃  │                                           ┃ ESTABLISHED
        61.40                      ┃──┤ seq 4381 len 1460, overtook packet 6      ┃
        61.50                      ┃  │                                           ┃ accepted
        81.20                      ┃  ├─ seq 1461 ───────────────────────────────▶┃
        81.30                      ┃  │                             ACK 1 SACK ╭──┃
        81.40                      ┃  ├─ seq 4381 out of order ────────────────┼─▶┃
        81.50                      ┃  │                                  ACK 1 ├──┃
        88.00                      ┃  ├─ copy of seq 1461 ─────────────────────┼─▶┃
        95.00                      ┃  ╰─ seq 2921 out of order ────────────────┼─▶┃
        95.10                      ┃                                     ACK 1 ├──┃
       101.30                      ┃◀────────────────────────────────── ACK 1 ─┤  ┃
       101.50                      ┃◀────────────────────────────────── ACK 1 ─┤  ┃
       115.10                      ┃◀────────────────────────────────── ACK 1 ─╯  ┃
                                   ┃                  … 185 ms …                  ┃
       300.00                      ┃──╮ seq 1, retransmission of packet 4         ┃
       320.00                      ┃  ╰─ seq 1 ──────────────────────────────────▶┃
       320.10                      ┃                                              ┃ read 5 840 B
       320.20                      ┃                                  ACK 5841 ╭──┃
       340.20                      ┃◀─────────────────────────────── ACK 5841 ─╯  ┃
       349.90                end() ┃                                              ┃
       350.00 · packet 12 is held: hold FIN for 300 ms
       350.00                      ┃──╮ FIN seq 5841 ack 1, held 300 ms           ┃
       352.00                      ┃──✕ PSH seq 5841 len 3, dropped by rule       ┃
                                   ┃  │               … 318 ms …                  ┃
       670.00                      ┃  ╰─ FIN seq 5841 ───────────────────────────▶┃
              Arrows are segments seen on the wire, from when each was sent to when it arrived.
    "
  `)
})

test('a simultaneous close in the terminal', () => {
  const records = runs.simultaneousClose()
  expect(`\n${ladderToTerminal(records.slice(10), { columns: 80 })}`).toMatchInlineSnapshot(`
    "
           ms          client                                        server
               10.1.0.1:40000                                        10.1.0.2:80
                  ESTABLISHED                                        ESTABLISHED
       100.00           end() ┃                                    ┃
       100.00                 ┃                                    ┃ end()
       100.10                 ┃──╮ FIN seq 1 ack 1                 ┃
       100.10                 ┃  │              FIN seq 1 ack 1 ╭──┃
       100.20      FIN_WAIT_1 ┃  │                              │  ┃
       100.20                 ┃  │                              │  ┃ FIN_WAIT_1
       120.10                 ┃  ╰─ FIN seq 1 ──────────────────┼─▶┃
       120.10                 ┃◀──────────────────── FIN seq 1 ─╯  ┃
       120.20                 ┃                                    ┃ CLOSING
       120.20         CLOSING ┃                                    ┃
       120.30                 ┃                           ACK 2 ╭──┃
       120.30                 ┃──╮ ACK 2                        │  ┃
       140.30                 ┃◀─┼────────────────────── ACK 2 ─╯  ┃
       140.30                 ┃  ╰─ ACK 2 ────────────────────────▶┃
       140.40       TIME_WAIT ┃                                    ┃
       140.40                 ┃                                    ┃ TIME_WAIT
              Arrows are segments seen on the wire.
    "
  `)
})

test.each([40, 80, 120])('no line of the terminal is wider than %i columns', (columns) => {
  for (const make of [runs.wireTroubles, runs.messages, runs.captured, () => runs.bulk(60, 7)]) {
    for (const line of ladderToTerminal(make(), { columns }).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(columns)
    }
  }
})

test('a capture that saw each segment once gives level arrows, sender and numbers found from the SYN', () => {
  const scene = layoutLadder(runs.captured(), { width })
  const level = lines(scene).filter(({ arrow }) => arrow)
  expect(level).toHaveLength(5)
  for (const { y1, y2 } of level) expect(y1).toBe(y2)
  expect(level.map(({ x1, x2 }) => x1 < x2)).toEqual([true, false, true, true, false])
  expect(words(scene)).toContain('PSH seq 1 len 100 ack 1')
  expect(words(scene)).toContain('ACK 101')
})

test('an ICMP message and a datagram are arrows too', () => {
  const scene = layoutLadder(runs.messages(), { width })
  expect(words(scene)).toContain('ICMP port unreachable')
  expect(words(scene)).toContain('datagram 12 B')
  expect(words(scene)).toContain('corrupted on the way')
  expect(words(scene)).toContain('[fd00:1::1]:40000')
  expect(words(scene).at(-1)).toMatch(/^Arrows are packets seen on the wire/)
})

test('a packet that belongs to no connection is not drawn beside one, and alone it is', () => {
  const stray = { sender: 'client', from: 'fe80::1', to: 'ff02::2', arrivedMs: 9 }
  const wire = new SampleWire().opened(1)
  wire.run.add(3, 'wire', 'icmp.message', { ...stray, name: 'router solicitation' })
  expect(words(layoutLadder(wire.records, { width }))).not.toContain('ICMP router solicitation')
  const alone = new SampleRun().add(3, 'wire', 'icmp.message', {
    ...{ ...stray, name: 'destination unreachable', codeName: 'port unreachable' },
  })
  alone.add(4, 'wire', 'ip.packet', { ...stray, protocol: 'igmp' })
  expect(words(layoutLadder(alone.records, { width }))).toEqual(
    expect.arrayContaining(['ICMP destination unreachable: port unreachable', 'IP packet (igmp)']),
  )
})

test('of packets that change places the fewer are marked', () => {
  const marked = (arrivals: number[]) => {
    const wire = new SampleWire()
    for (const [i, arrivedMs] of arrivals.entries()) {
      wire.segment(i, 'client', `ACK seq ${1 + i} ack 1 len 1`, { arrivedMs })
    }
    const text = ladderToTerminal(wire.records, { columns: 120 })
    return [...text.matchAll(/over(?:took|taken by) packet \d+/g)].map(([found]) => found)
  }
  expect(marked([20, 40, 22, 23, 24])).toEqual(['overtaken by packet 3'])
  expect(marked([20, 41, 42, 43, 30])).toEqual(['overtook packet 4'])
  expect(marked([20, 22, 21, 30])).toEqual(['overtaken by packet 3', 'overtook packet 2'])
  expect(marked([20, 20, 20, 21])).toEqual([])
})

test('each record is one plain phrase', () => {
  const troubles = runs.wireTroubles()
  const told = [2, 12, 13, 16, 19, 24, 25].map((n) => describe(troubles[n - 1] as TraceRecord))
  expect([...told, ...runs.messages().map(describe)]).toMatchInlineSnapshot(`
    [
      "segment from client: SYN seq 0 mss 1460 wscale 7 SACK; 20 ms on the way",
      "segment from client: seq 1 len 1460 ack 1; lost on the way",
      "segment from client: seq 1461 len 1460 ack 1; 20 ms on the way; duplicated: the copy was 27 ms on the way",
      "segment from server: ACK 1 SACK; 20 ms on the way",
      "segment from client: seq 1 len 1460 ack 1; retransmission of packet 4; 20 ms on the way",
      "segment from client: FIN seq 5841 ack 1; held 300 ms; 320 ms on the way",
      "segment from client: PSH seq 5841 len 3 ack 1; dropped by rule: drop the 3rd data segment from client",
      "segment from client: SYN seq 0; 20 ms on the way",
      "message from server: ICMP port unreachable; 20 ms on the way",
      "datagram from client: 12 B; corrupted on the way; 20 ms on the way",
    ]
  `)
  expect(toTable(troubles.slice(18, 19), { columns: 120 })).toContain('retransmission of packet 4')
})

test('a long stretch of segments is one row that counts them; what was lost is never in it', () => {
  const whole = layoutLadder(runs.bulk(400), { width })
  expect(words(whole).find((text) => text.startsWith('… '))).toMatch(
    /^… \d+ segments, \d+ kB →, ← \d+ segments …$/,
  )
  expect(whole.height).toBeLessThan(1500)
  const holed = layoutLadder(runs.bulk(400, 100), { width })
  expect(lines(holed).filter(({ cross }) => cross)).toHaveLength(4)
  expect(ladderToTerminal(runs.bulk(400, 100)).match(/✕/g)).toHaveLength(4)
})

test('a segment that is selected is not folded, at neither end', () => {
  const records = runs.bulk(400)
  const selectedN = records.find(({ packetNo }) => packetNo === 300)?.n as number
  const [arrow] = arrowOf(layoutLadder(records, { width, selectedN }), selectedN)
  expect(arrow?.n).toEqual([selectedN])
})

test('ten thousand segments make a picture that can be looked at', () => {
  const scene = layoutLadder(runs.bulk(10_000, 1000), { width })
  expect(lines(scene).filter(({ cross }) => cross)).toHaveLength(10)
  expect(scene.shapes.length).toBeLessThan(1500)
})

test('words along arrows do not lie on one another', () => {
  for (const make of [runs.wireTroubles, () => runs.bulk(60, 7), runs.simultaneousClose]) {
    const turned = texts(layoutLadder(make(), { width })).filter((text) => text.turnDegrees)
    const places = turned.map(({ x, y }) => `${x} ${y}`)
    expect(new Set(places).size).toBe(places.length)
    expect(turned.length).toBeGreaterThan(3)
  }
})

test('derived arrows stay where no segment of the connection was seen', () => {
  const run = new SampleRun().opened(1).write(2, 'client', 5).read(2.1, 'server', 5)
  run.add(3, 'wire', 'icmp.message', { conn: 'c1', sender: 'server', name: 'echo' })
  const scene = layoutLadder(run.records, { width })
  expect(lines(scene).some(({ title }) => title?.startsWith('Bytes'))).toBe(true)
  expect(words(scene).at(-1)).toMatch(/those with words in italics are derived/)
})

const strange = fc.oneof(
  ...[fc.constant(undefined), fc.constant(null), fc.double(), fc.string(), fc.constant(1e300)],
  ...[fc.constant('x'.repeat(100_000)), fc.constant(-1), fc.array(fc.string()), fc.constant({})],
)
const packet = fc.record({
  kind: fc.constantFrom('tcp.segment', 'icmp.message', 'udp.datagram'),
  tMs: fc.oneof(fc.double(), fc.double({ min: 0, max: 500, noNaN: true })),
  at: fc.constantFrom('wire', 'client'),
  sender: fc.oneof(strange, fc.constantFrom('client', 'server')),
  ...{ from: fc.oneof(strange, fc.constantFrom('10.1.0.1:4', '[::1]:5')), to: strange },
  flags: fc.oneof(strange, fc.subarray(['FIN', 'SYN', 'RST', 'PSH', 'ACK'])),
  ...{ seqNo: strange, ackNo: strange, relativeSeqNo: strange, window: strange, options: strange },
  ...{ payloadBytes: strange, packetNo: fc.oneof(strange, fc.nat(9)), retransmissionOf: strange },
  fate: fc.oneof(strange, fc.constantFrom('delivered', 'dropped', 'duplicated', 'corrupted')),
  cause: fc.oneof(strange, fc.constantFrom('loss', 'queue', 'rule')),
  ...{ rule: strange, name: strange, about: strange, type: strange },
  arrivedMs: fc.oneof(strange, fc.double({ min: 0, max: 900, noNaN: true })),
  ...{ copyArrivedMs: strange, diedMs: strange, heldMs: strange },
})
const anyRun = fc.array(packet, { maxLength: 40 }).map((all) =>
  all.map((fields, i) => {
    return { run: 'r1', n: i + 1, clock: 'monotonic', origin: 'observed', ...fields } as TraceRecord
  }),
)

test('whatever a record of a packet holds, it is drawn, told and in order', () => {
  fc.assert(
    fc.property(anyRun, fc.integer({ min: 280, max: 1400 }), (records, wide) => {
      const scene = layoutLadder(records, { width: wide })
      const tops = scene.shapes.map(topOf)
      expect(tops).toEqual([...tops].sort((a, b) => a - b))
      for (const top of tops) expect(top).toSatisfy((y: number) => y >= 0 && y <= scene.height)
      expect(JSON.stringify(scene)).not.toContain('null')
      expect(toSvg(scene)).not.toContain('NaN')
      for (const line of ladderToTerminal(records, { columns: 60 }).split('\n')) {
        expect(line).not.toMatch(/\p{Cc}/u)
      }
      for (const record of records) expect(describe(record).length).toBeLessThan(5000)
    }),
    { numRuns: 60 },
  )
})

test('a window that opens again says how wide it is, by the scale of both SYNs', () => {
  const wire = new SampleWire().opened(1)
  wire.segment(100, 'server', 'ACK seq 1 ack 1', { window: 0 })
  wire.segment(200, 'server', 'ACK seq 1 ack 1', { window: 20 })
  wire.segment(300, 'server', 'ACK seq 1 ack 1', { window: 21 })
  const labels = words(layoutLadder(wire.records, { width }))
  expect(labels).toContain('ACK 1 win 0')
  expect(labels).toContain('ACK 1 win 2560')
  expect(labels.filter((label) => label.includes('win'))).toHaveLength(2)
})

test('what happened to a packet whose arrow is too steep for words stands outside the wire', () => {
  const wire = new SampleWire().opened(1)
  const again = { retransmissionOf: 1, arrivedMs: 400 }
  wire.segment(100, 'client', 'ACK seq 1 ack 1 len 10', again)
  wire.segment(101, 'server', 'ACK seq 1 ack 1', { fate: 'duplicated', copyArrivedMs: 399 })
  for (let i = 0; i < 9; i++) wire.segment(150 + 20 * i, 'client', 'ACK seq 11 ack 1 len 10')
  const scene = layoutLadder(wire.records, { width: 328 })
  const [line] = arrowOf(scene, wire.records.length - 10) as [LineShape]
  const mark = texts(scene).find(
    ({ text }) => text === 'again' || text.startsWith('retransmission'),
  )
  expect(mark).toMatchObject({ role: 'retransmission' })
  expect(mark?.turnDegrees).toBeUndefined()
  expect(mark?.x).toBeLessThan(line.x1)
  expect(Math.abs((mark?.y ?? 0) - line.y1)).toBeLessThan(8)
})

test('what the listening socket does later is no state of the connection', () => {
  const wire = new SampleWire()
  const listener = (tMs: number, from: string, to: string, local = '10.1.0.2:80') =>
    wire.run.add(tMs, 'server', 'tcp.state', { from, to, local, remote: '0.0.0.0:0' })
  listener(0, 'CLOSED', 'LISTEN')
  listener(0.5, 'CLOSED', 'LISTEN', '10.9.9.9:80')
  wire.opened(1)
  listener(90, 'CLOSED', 'LISTEN')
  listener(100, 'LISTEN', 'CLOSED')
  const scene = layoutLadder(wire.records, { width })
  expect(words(scene).filter((text) => text === 'LISTEN')).toHaveLength(1)
  expect(words(scene)).toContain('listener LISTEN')
  expect(words(scene)).toContain('listener CLOSED')
  const bands = scene.shapes.filter((shape) => shape.kind === 'rect' && shape.state !== undefined)
  const last = bands.filter((shape) => shape.role === 'server').at(-1)
  expect(last).toMatchObject({ state: 'ESTABLISHED' })
  const end = (last as { y: number; height: number }).y + (last as { height: number }).height
  const closed = texts(scene).find(({ text }) => text === 'listener CLOSED')
  expect(end).toBeGreaterThan(closed?.y as number)
})

test('a long note has lines of its own, and what follows stands below them', () => {
  const wire = new SampleWire().opened(1)
  const text = 'that is SYN again after 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s; the end after 131 s'
  const n = wire.run.add(100, 'runner', 'note', { text }).records.at(-1)?.n as number
  wire.socket(101, 'client', 'shutdown')
  for (const narrow of [328, 500]) {
    const scene = layoutLadder(wire.records, { width: narrow })
    const note = texts(scene).filter((shape) => shape.n?.[0] === n && shape.anchor === 'start')
    expect(note.map((shape) => shape.text).join(' ')).toBe(text)
    expect(note.length).toBeGreaterThan(1)
    const next = texts(scene).find((shape) => shape.text === 'end()')
    expect(next?.y).toBeGreaterThan((note.at(-1)?.y ?? 0) + 15)
  }
  const lines = ladderToTerminal(wire.records, { columns: 64 }).split('\n')
  expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(text)
})

test('a note without an end is cut after three lines', () => {
  const wire = new SampleWire().opened(1)
  wire.run.add(100, 'runner', 'note', { text: 'word '.repeat(500) })
  const scene = layoutLadder(wire.records, { width: 328 })
  const note = words(scene).filter((text) => text.startsWith('word'))
  expect(note).toHaveLength(3)
  expect(note.at(-1)).toMatch(/…$/)
})
