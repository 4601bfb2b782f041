import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Link, type LinkEffect, type LinkOptions, seededRandom } from '../src/index.ts'

interface Sent {
  atMs: number
  bytes: number
}
type Told = Extract<LinkEffect<Uint8Array>, { kind: 'tell-fate' }>

/** Sends packets of these lengths at these times; answers their fates in the order told. */
function send(options: LinkOptions, sent: readonly Sent[], seed = 1) {
  const link = new Link<Uint8Array>(options, seededRandom(seed), {
    corrupt: (bytes) => bytes.slice(),
  })
  const told: Told[] = []
  const take = (effects: LinkEffect<Uint8Array>[]) => {
    for (const effect of effects) if (effect.kind === 'tell-fate') told.push(effect)
  }
  const passUntil = (untilMs: number) => {
    for (let at = link.nextDeadlineMs(); at !== undefined && at <= untilMs; ) {
      take(link.on({ kind: 'time-reached' }, at))
      at = link.nextDeadlineMs()
    }
  }
  for (const { atMs, bytes } of sent) {
    passUntil(atMs)
    take(link.on({ kind: 'packet-sent', packet: new Uint8Array(bytes) }, atMs))
  }
  passUntil(Number.POSITIVE_INFINITY)
  return { told, link }
}

const at0 = (...lengths: number[]): Sent[] => lengths.map((bytes) => ({ atMs: 0, bytes }))
const arrivals = (told: readonly Told[]) =>
  told.map(({ packetNo, arrivedAtMs }) => [packetNo, arrivedAtMs])

test('a packet takes its bits divided by the rate, and then the delay', () => {
  // 1 500 B at 20 Mbit/s: 0.6 ms.
  const { told } = send({ rateBitsPerSec: 20e6, delayMs: 10 }, at0(1500, 1500, 750))
  expect(arrivals(told)).toEqual([
    [1, 10.6],
    [2, 11.2],
    [3, 11.5],
  ])
})

test('a packet that does not fit into the queue is dropped at once; a smaller one may fit', () => {
  // 1 byte a millisecond. The first is being sent and waits no more.
  const { told, link } = send({ rateBitsPerSec: 8000, queueBytes: 100 }, at0(500, 60, 50, 40, 1))
  expect(told.map(({ packetNo, fate, cause }) => [packetNo, fate, cause])).toEqual([
    [3, 'dropped', 'queue'],
    [5, 'dropped', 'queue'],
    [1, 'delivered', undefined],
    [2, 'delivered', undefined],
    [4, 'delivered', undefined],
  ])
  expect(told[0]).toMatchObject({ sentAtMs: 0, diedAtMs: 0 })
  expect(link.view()).toMatchObject({ sent: 5, delivered: 3, dropped: 2 })
})

test('a queue of no packets lets pass what finds the line idle', () => {
  const sent = [...at0(10, 10), { atMs: 10, bytes: 10 }]
  const { told } = send({ rateBitsPerSec: 8000, queuePackets: 0 }, sent)
  expect(told.map(({ packetNo, fate }) => [packetNo, fate])).toEqual([
    [2, 'dropped'],
    [1, 'delivered'],
    [3, 'delivered'],
  ])
})

test('what waits can be seen', () => {
  const link = new Link<Uint8Array>({ rateBitsPerSec: 8000 }, seededRandom(1))
  for (const bytes of [10, 20, 30]) {
    link.on({ kind: 'packet-sent', packet: new Uint8Array(bytes) }, 0)
  }
  expect(link.view()).toMatchObject({ inFlight: 3, queuedPackets: 2, queuedBytes: 50 })
})

test('a packet that is lost on the way has used its place in the queue and its time on the line', () => {
  const { told } = send({ rateBitsPerSec: 8000, delayMs: 100, lossRatio: 1 }, at0(10, 10))
  expect(told).toMatchObject([
    { packetNo: 1, fate: 'dropped', cause: 'loss', diedAtMs: 60 },
    { packetNo: 2, fate: 'dropped', cause: 'loss', diedAtMs: 70 },
  ])
})

/** A millisecond at a time, a byte each: which packets are dropped, and when the others have been sent. */
function naiveQueue(sent: readonly Sent[], most: { bytes: number; packets: number }) {
  const seen: (number | 'dropped')[] = []
  let waiting: { no: number; left: number }[] = []
  let current: { no: number; left: number } | undefined
  const startNext = () => {
    if (current !== undefined) return
    current = waiting[0]
    waiting = waiting.slice(1)
  }
  for (let nowMs = 0; seen.filter((fate) => fate !== undefined).length < sent.length; nowMs++) {
    if (current?.left === 0) {
      seen[current.no] = nowMs
      current = undefined
    }
    startNext()
    for (const [no, { atMs, bytes }] of sent.entries()) {
      if (atMs !== nowMs) continue
      const hasRoom =
        waiting.length < most.packets &&
        waiting.reduce((sum, { left }) => sum + left, 0) + bytes <= most.bytes
      if (current === undefined || hasRoom) waiting.push({ no, left: bytes })
      else seen[no] = 'dropped'
      startNext()
    }
    if (current !== undefined) current.left--
  }
  return seen
}

const lengths = fc.integer({ min: 1, max: 12 })
const times = fc.array(fc.record({ atMs: fc.nat({ max: 60 }), bytes: lengths }), { maxLength: 25 })
const sentInOrder = times.map((all) => all.sort((a, b) => a.atMs - b.atMs))
const bounds = fc.record({ bytes: fc.nat({ max: 40 }), packets: fc.nat({ max: 6 }) })

test('queue and rate do what a naive queue does, a millisecond at a time', () => {
  fc.assert(
    fc.property(sentInOrder, bounds, (sent, most) => {
      const options = { rateBitsPerSec: 8000, queueBytes: most.bytes, queuePackets: most.packets }
      const { told } = send(options, sent)
      const seen = sent.map((_, no) => {
        const fate = told.find(({ packetNo }) => packetNo === no + 1)
        return fate?.fate === 'dropped' ? 'dropped' : fate?.arrivedAtMs
      })
      expect(seen).toEqual(naiveQueue(sent, most))
    }),
  )
})

const ratio = fc.double({ min: 0, max: 1, noNaN: true })
const anyLink: fc.Arbitrary<LinkOptions> = fc.record({
  delayMs: fc.nat({ max: 30 }),
  rateBitsPerSec: fc.integer({ min: 1000, max: 100_000 }),
  queueBytes: fc.nat({ max: 60 }),
  lossRatio: ratio,
  burstLoss: fc.record({ enterRatio: ratio, leaveRatio: ratio, lossRatio: ratio }),
  duplicateRatio: ratio,
  corruptRatio: ratio,
  reorderRatio: ratio,
})

test('every packet sent is told of once, and nothing stays behind', () => {
  fc.assert(
    fc.property(anyLink, sentInOrder, fc.nat(), (options, sent, seed) => {
      const { told, link } = send(options, sent, seed)
      const numbers = told.map(({ packetNo }) => packetNo).sort((a, b) => a - b)
      expect(numbers).toEqual(sent.map((_, i) => i + 1))
      const { delivered, dropped, duplicated, corrupted, inFlight } = link.view()
      expect(delivered + dropped + duplicated + corrupted).toBe(sent.length)
      expect(inFlight).toBe(0)
      for (const { fate, cause, arrivedAtMs, diedAtMs, sentAtMs } of told) {
        expect(fate === 'dropped').toBe(cause !== undefined)
        expect((arrivedAtMs === undefined) !== (diedAtMs === undefined)).toBe(true)
        expect(arrivedAtMs ?? diedAtMs).toBeGreaterThanOrEqual(sentAtMs)
      }
    }),
  )
})

test('in no stretch of time does more arrive than the rate carries in it, and one packet', () => {
  fc.assert(
    fc.property(anyLink, sentInOrder, fc.nat(), (options, sent, seed) => {
      const { told } = send({ ...options, reorderRatio: 0, duplicateRatio: 0 }, sent, seed)
      const came = told.filter(({ arrivedAtMs }) => arrivedAtMs !== undefined)
      const bytesPerMs = (options.rateBitsPerSec ?? 0) / 8000
      for (const [i, first] of came.entries()) {
        let bytes = 0
        for (const { packet, arrivedAtMs = 0 } of came.slice(i)) {
          bytes += packet.length
          const tookMs = arrivedAtMs - (first.arrivedAtMs ?? 0)
          expect(bytes).toBeLessThanOrEqual(tookMs * bytesPerMs + first.packet.length + 1e-6)
        }
      }
    }),
  )
})

/** How long the runs of losses are. */
function runsOfLosses(told: readonly Told[]): number[] {
  const inOrder = [...told].sort((a, b) => a.packetNo - b.packetNo)
  const text = inOrder.map(({ fate }) => (fate === 'dropped' ? 'x' : '.')).join('')
  return text.split(/\.+/).flatMap((run) => (run === '' ? [] : [run.length]))
}

test.each([1, 4211, 4294967295])(
  'bursts are as frequent and as long as asked for, seed %i',
  (seed) => {
    const count = 100_000
    const burstLoss = { enterRatio: 0.01, leaveRatio: 0.25 }
    const { told } = send({ burstLoss }, at0(...new Array<number>(count).fill(1)), seed)
    const runs = runsOfLosses(told)
    const lost = runs.reduce((sum, run) => sum + run, 0)
    // Lost: 0.01 / (0.01 + 0.25) = 3.85 %. A burst: 1 / 0.25 = 4 packets, standard deviation √12 = 3.46.
    expect(Math.abs(lost / runs.length - 4)).toBeLessThan((5 * 3.46) / Math.sqrt(runs.length))
    expect(Math.abs(lost / count - 0.0385)).toBeLessThan(0.005)
  },
)

test('a bad link that loses only half its packets loses half as many', () => {
  const burstLoss = { enterRatio: 0.01, leaveRatio: 0.25, lossRatio: 0.5 }
  const { told } = send({ burstLoss }, at0(...new Array<number>(100_000).fill(1)), 7)
  const lost = told.filter(({ fate }) => fate === 'dropped').length
  expect(Math.abs(lost / 100_000 - 0.0192)).toBeLessThan(0.003)
})

test('bursts and corruption change neither the delays nor the losses that chance makes alone', () => {
  const options = { delayMs: 20, jitterMs: 10, lossRatio: 0.1 }
  const sent = at0(...new Array<number>(500).fill(1))
  const alone = new Map(send(options, sent, 5).told.map((told) => [told.packetNo, told]))
  const more = { corruptRatio: 0.3, burstLoss: { enterRatio: 0.1, leaveRatio: 0.5 } }
  const { told } = send({ ...options, ...more }, sent, 5)
  const came = told.filter(({ fate }) => fate !== 'dropped')
  expect(came.some(({ fate }) => fate === 'corrupted')).toBe(true)
  for (const { packetNo, arrivedAtMs } of came) {
    expect(arrivedAtMs).toBe(alone.get(packetNo)?.arrivedAtMs)
  }
})

test('a corrupted packet arrives changed, and its fate hands back what was sent', () => {
  const random = seededRandom(3)
  const link = new Link<string>({ corruptRatio: 0.5, duplicateRatio: 0.5 }, random, {
    corrupt: (text, dice) => `${text}${Math.floor(dice() * 10)}`,
  })
  const effects = Array.from({ length: 40 }, () => link.on({ kind: 'packet-sent', packet: 'x' }, 0))
  const fates = new Set(effects.flat().flatMap((e) => (e.kind === 'tell-fate' ? [e.fate] : [])))
  expect([...fates].sort()).toEqual(['corrupted', 'delivered', 'duplicated'])
  for (const of of effects) {
    const told = of.at(-1)
    const arrived = of.slice(0, -1).map(({ packet }) => packet)
    const isCorrupted = told?.kind === 'tell-fate' && told.fate === 'corrupted'
    expect(told?.packet).toBe('x')
    for (const packet of arrived) expect(packet).toMatch(isCorrupted ? /^x\d$/ : /^x$/)
    expect(new Set(arrived).size).toBe(1)
  }
})

test('a rate changed meanwhile is for what comes later; what waits keeps its turn', () => {
  const link = new Link<Uint8Array>({ rateBitsPerSec: 8000 }, seededRandom(1))
  const packet = new Uint8Array(10)
  link.on({ kind: 'packet-sent', packet }, 0)
  link.on({ kind: 'packet-sent', packet }, 0)
  link.on({ kind: 'options-changed', options: { rateBitsPerSec: 80_000 } }, 1)
  link.on({ kind: 'packet-sent', packet }, 1)
  const told = link.on({ kind: 'time-reached' }, 20)
  expect(told.filter(({ kind }) => kind === 'tell-fate')).toHaveLength(2)
  expect(link.nextDeadlineMs()).toBe(21)
})

test('a queue of thousands keeps count of what waits', () => {
  const link = new Link<Uint8Array>({ rateBitsPerSec: 8000, queuePackets: 2000 }, seededRandom(1))
  const packet = new Uint8Array(1)
  for (let i = 0; i < 2001; i++) link.on({ kind: 'packet-sent', packet }, 0)
  for (let nowMs = 1; nowMs <= 1999; nowMs++) {
    link.on({ kind: 'packet-sent', packet }, nowMs)
    link.on({ kind: 'packet-sent', packet }, nowMs)
    expect(link.view()).toMatchObject({ queuedPackets: 2000, queuedBytes: 2000, dropped: nowMs })
  }
})

test('one change leaves standing what another has changed', () => {
  const link = new Link<Uint8Array>({}, seededRandom(1))
  link.on({ kind: 'options-changed', options: { delayMs: 10 } }, 0)
  link.on({ kind: 'options-changed', options: { rateBitsPerSec: 8000 } }, 0)
  link.on({ kind: 'packet-sent', packet: new Uint8Array(5) }, 0)
  expect(link.nextDeadlineMs()).toBe(15)
})

test('with a rate, the length of packets that are no bytes must be told', () => {
  const link = new Link<string>({ rateBitsPerSec: 8000 }, seededRandom(1), {
    bytesOf: (text) => text.length,
  })
  link.on({ kind: 'packet-sent', packet: 'twelve bytes' }, 0)
  expect(link.nextDeadlineMs()).toBe(12)
  const untold = new Link<string>({ rateBitsPerSec: 8000 }, seededRandom(1))
  expect(() => untold.on({ kind: 'packet-sent', packet: 'x' }, 0)).toThrow('bytesOf: expected')
})

test.each([
  [{ rateBitsPerSec: 0 }, 'rateBitsPerSec: expected more than 0, got 0'],
  [{ rateBitsPerSec: Number.NaN }, 'rateBitsPerSec: expected more than 0, got NaN'],
  [{ queueBytes: -1 }, 'queueBytes: expected 0 or more, got -1'],
  [{ queuePackets: Number.NaN }, 'queuePackets: expected 0 or more, got NaN'],
  [{ corruptRatio: 2 }, 'corruptRatio: expected 0 to 1, got 2'],
  [{ corruptRatio: 0.1 }, 'corruptRatio: expected a function `corrupt` too, got none'],
  [
    { burstLoss: { enterRatio: 1.5, leaveRatio: 0 } },
    'burstLoss.enterRatio: expected 0 to 1, got 1.5',
  ],
  [
    { burstLoss: { enterRatio: 1, leaveRatio: 1, lossRatio: -1 } },
    'burstLoss.lossRatio: expected 0 to 1, got -1',
  ],
])('options out of bounds are refused by name: %o', (options, message) => {
  expect(() => new Link(options, seededRandom(1))).toThrow(message)
})
