import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VirtualClock } from '../src/index.ts'

test('what is scheduled happens in order of time, and of scheduling at the same time', () => {
  const times = fc.array(fc.nat({ max: 20 }), { maxLength: 60 })
  fc.assert(
    fc.property(times, (atMs) => {
      const clock = new VirtualClock()
      const seen: { atMs: number; i: number }[] = []
      for (const [i, at] of atMs.entries()) {
        clock.schedule(at, () => seen.push({ atMs: clock.nowMs, i }))
      }
      expect(clock.run()).toBe('idle')
      const sorted = atMs.map((at, i) => ({ atMs: at, i })).sort((a, b) => a.atMs - b.atMs)
      expect(seen).toEqual(sorted)
    }),
  )
})

test('an event that schedules others for the past or the present happens after those due now', () => {
  const clock = new VirtualClock()
  const seen: string[] = []
  clock.schedule(5, () => {
    seen.push('first')
    clock.schedule(1, () => seen.push(`late, at ${clock.nowMs}`))
  })
  clock.schedule(5, () => seen.push('second'))
  clock.run()
  expect(seen).toEqual(['first', 'second', 'late, at 5'])
})

test('a limit of time leaves the clock there, and what is due later for the next run', () => {
  const clock = new VirtualClock()
  let hasHappened = false
  clock.schedule(30, () => {
    hasHappened = true
  })
  expect(clock.run({ untilMs: 20 })).toBe('time limit')
  expect([clock.nowMs, hasHappened]).toEqual([20, false])
  expect(clock.run()).toBe('idle')
  expect([clock.nowMs, hasHappened]).toEqual([30, true])
})

test('a loop in which no time passes ends at the limit of events', () => {
  const clock = new VirtualClock()
  const again = () => clock.schedule(clock.nowMs, again)
  again()
  expect(clock.run({ mostEvents: 1000 })).toBe('event limit')
})

test('a time that is none is refused', () => {
  expect(() => new VirtualClock().schedule(Number.NaN, () => {})).toThrow('expected a time')
})
