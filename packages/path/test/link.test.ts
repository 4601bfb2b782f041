import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Link, type LinkEffect, type LinkOptions, seededRandom } from '../src/index.ts'

interface Arrival {
  packet: number
  atMs: number
}

/** Sends packets 0, 1, 2 … one every `everyMs`, and tells what became of them. */
function send(options: LinkOptions, seed: number, count: number, everyMs = 1) {
  const link = new Link<number>(options, seededRandom(seed))
  const arrivals: Arrival[] = []
  const fates: string[] = []
  const take = (effects: LinkEffect<number>[], atMs: number) => {
    for (const effect of effects) {
      if (effect.kind === 'deliver-packet') arrivals.push({ packet: effect.packet, atMs })
      else fates[effect.packet] = (fates[effect.packet] ?? '') + effect.fate
    }
  }
  const passUntil = (untilMs: number) => {
    for (let at = link.nextDeadlineMs(); at !== undefined && at <= untilMs; ) {
      take(link.on({ kind: 'time-reached' }, at), at)
      at = link.nextDeadlineMs()
    }
  }
  for (let packet = 0; packet < count; packet++) {
    passUntil(packet * everyMs)
    take(link.on({ kind: 'packet-sent', packet }, packet * everyMs), packet * everyMs)
  }
  passUntil(Number.POSITIVE_INFINITY)
  return { arrivals, fates, view: link.view() }
}

const ratio = fc.double({ min: 0, max: 1, noNaN: true })
const bad: fc.Arbitrary<LinkOptions> = fc
  .record({
    delayMs: fc.nat({ max: 50 }),
    reorderMs: fc.nat({ max: 50 }),
    lossRatio: ratio,
    reorderRatio: ratio,
    duplicateRatio: ratio,
  })
  .chain((options) =>
    fc.nat({ max: options.delayMs }).map((jitterMs) => ({ ...options, jitterMs })),
  )
const seeds = fc.nat({ max: 2 ** 32 - 1 })

test('a link without options delivers at once, in order, once', () => {
  const { arrivals, view } = send({}, 1, 3)
  expect(arrivals.map(({ packet, atMs }) => [packet, atMs])).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ])
  expect(view).toMatchObject({ sent: 3, delivered: 3, dropped: 0, duplicated: 0, inFlight: 0 })
})

test('the same seed gives the same fates and times; another seed others', () => {
  const options = { delayMs: 10, jitterMs: 5, lossRatio: 0.2, duplicateRatio: 0.2 }
  expect(send(options, 7, 200)).toEqual(send(options, 7, 200))
  expect(send(options, 7, 200)).not.toEqual(send(options, 8, 200))
})

test('more loss takes packets away and changes nothing for the others', () => {
  const arrived = (lossRatio: number) => send({ delayMs: 10, jitterMs: 9, lossRatio }, 3, 500)
  const few = arrived(0.5).arrivals
  const { arrivals } = arrived(0.1)
  expect(few.length).toBeLessThan(arrivals.length)
  const times = new Map(arrivals.map(({ packet, atMs }) => [packet, atMs]))
  expect(few.filter(({ packet, atMs }) => times.get(packet) !== atMs)).toEqual([])
})

test('every packet arrives as often as its fate, told once, says', () => {
  fc.assert(
    fc.property(bad, seeds, fc.nat({ max: 80 }), (options, seed, count) => {
      const { arrivals, fates, view } = send(options, seed, count)
      const times = { dropped: 0, delivered: 1, duplicated: 2 }
      const told = Array.from(fates, (fate) => times[fate as keyof typeof times])
      const seen = Array.from({ length: count }, (_, n) => arrivals.filter((a) => a.packet === n))
      expect(seen.map((arrivalsOf) => arrivalsOf.length)).toEqual(told)
      expect(view.inFlight).toBe(0)
      expect(view.delivered + view.dropped + view.duplicated).toBe(count)
    }),
  )
})

test('without jitter and reordering it is first in, first out', () => {
  fc.assert(
    fc.property(bad, seeds, (options, seed) => {
      const { arrivals } = send({ ...options, jitterMs: 0, reorderRatio: 0 }, seed, 60)
      const numbers = arrivals.map((arrival) => arrival.packet)
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    }),
  )
})

test('each arrival keeps to the delay, the jitter and what it was held back', () => {
  fc.assert(
    fc.property(bad, seeds, (options, seed) => {
      const { delayMs = 0, jitterMs = 0, reorderMs = 0 } = options
      for (const { packet, atMs } of send(options, seed, 40).arrivals) {
        const tookMs = atMs - packet
        expect(tookMs).toBeGreaterThanOrEqual(delayMs - jitterMs - 1e-9)
        expect(tookMs).toBeLessThanOrEqual(delayMs + jitterMs + reorderMs + 1e-9)
      }
    }),
  )
})

/** Of 100 000 packets a ratio is seen within 5 standard deviations: once in two million seeds not. */
function expectRatio(seen: number, wanted: number, outOf: number): void {
  const deviation = Math.sqrt((wanted * (1 - wanted)) / outOf)
  expect(Math.abs(seen / outOf - wanted)).toBeLessThan(5 * deviation)
}

test.each([1, 4211, 4294967295])(
  'over 100 000 packets the ratios are those asked for, seed %i',
  (seed) => {
    const count = 100_000
    const options = { delayMs: 5, lossRatio: 0.02, duplicateRatio: 0.1, reorderRatio: 0.25 }
    const { arrivals, view } = send(options, seed, count, 0)
    expectRatio(view.dropped, 0.02, count)
    const arrived = count - view.dropped
    expectRatio(view.duplicated, 0.1, arrived)
    const heldBack = arrivals.filter(({ atMs }) => atMs === 15).length
    expectRatio(heldBack, 0.25, arrivals.length)
    const { arrivals: jittered } = send({ delayMs: 10, jitterMs: 10 }, seed, count, 0)
    expectRatio(jittered.filter(({ atMs }) => atMs < 5).length, 0.25, count)
  },
)

test('one packet lost says nothing about the next: runs of losses are as long as chance makes them', () => {
  const count = 100_000
  const { fates } = send({ lossRatio: 0.3 }, 11, count)
  const pairs = fates.filter((fate, n) => fate === 'dropped' && fates[n + 1] === 'dropped').length
  expectRatio(pairs, 0.09, count)
})

test.each([
  [{ lossRatio: 1.5 }, 'lossRatio: expected 0 to 1, got 1.5'],
  [{ duplicateRatio: Number.NaN }, 'duplicateRatio: expected 0 to 1, got NaN'],
  [{ delayMs: -1 }, 'delayMs: expected 0 or more milliseconds, got -1'],
  [{ delayMs: 2, jitterMs: 3 }, 'jitterMs: expected at most delayMs (2), got 3'],
])('options out of bounds are refused by name: %o', (options, message) => {
  expect(() => new Link(options, seededRandom(1))).toThrow(message)
})
