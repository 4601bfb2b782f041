import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ring } from '../../src/hub/ring.ts'

function ringOf(count: number, options: { maxRecords?: number; maxBytes?: number } = {}): Ring {
  const ring = new Ring({ first: 1, maxRecords: 4, maxBytes: 1_000, ...options })
  for (let n = 1; n <= count; n++) ring.push(`line ${n}`, 10)
  return ring
}

test('an empty ring has nothing and its oldest is the number to come', () => {
  const ring = new Ring({ first: 7, maxRecords: 4, maxBytes: 10 })
  expect([ring.oldest, ring.head, ring.bytes]).toEqual([7, 6, 0])
  expect(ring.take(7, 100)).toEqual({ gap: undefined, lines: [], next: 7 })
})

test('the oldest lines fall out when there are too many', () => {
  const ring = ringOf(6)
  expect([ring.oldest, ring.head, ring.bytes]).toEqual([3, 6, 40])
})

test('the oldest lines fall out when they have too many bytes', () => {
  expect(ringOf(4, { maxBytes: 25 }).oldest).toBe(3)
})

test('a line larger than the whole ring falls out at once, and the ring goes on', () => {
  const ring = ringOf(2, { maxBytes: 25 })
  ring.push('huge', 26)
  expect([ring.oldest, ring.head, ring.bytes]).toEqual([4, 3, 0])
  ring.push('line 4', 10)
  expect(ring.take(3, 100)).toEqual({ gap: { from: 3, to: 3 }, lines: ['line 4'], next: 5 })
})

test('a cursor that fell out learns which numbers it missed, inclusive', () => {
  const taken = ringOf(6).take(1, 100)
  expect(taken.gap).toEqual({ from: 1, to: 2 })
  expect(taken.lines).toEqual(['line 3', 'line 4', 'line 5', 'line 6'])
})

test('a cursor beyond the head is given nothing and stays', () => {
  expect(ringOf(2).take(9, 100)).toEqual({ gap: undefined, lines: [], next: 9 })
})

test('a cursor is given what fits, and one line at least', () => {
  expect(ringOf(4).take(1, 22).lines).toHaveLength(2)
  expect(ringOf(4).take(1, 1).lines).toHaveLength(1)
})

/** The same by an array that forgets nothing and is searched from its end. */
function naiveTake(lines: readonly number[], limits: Limits, next: number) {
  let kept = 0
  let bytes = 0
  while (kept < lines.length && kept < limits.maxRecords) {
    bytes += lines[lines.length - 1 - kept] as number
    if (bytes > limits.maxBytes) break
    kept++
  }
  const oldest = lines.length - kept + 1
  const given: string[] = []
  let givenBytes = 0
  for (let n = Math.max(next, oldest); n <= lines.length; n++) {
    givenBytes += (lines[n - 1] as number) + 1
    if (givenBytes > limits.takeBytes && given.length > 0) break
    given.push(`line ${n}`)
  }
  const gap = next < oldest ? { from: next, to: oldest - 1 } : undefined
  return { gap, lines: given, next: Math.max(next, oldest) + given.length }
}

interface Limits {
  maxRecords: number
  maxBytes: number
  takeBytes: number
}

test('a ring gives what an array that forgets nothing would give, for any sizes and cursors', () => {
  const limits = fc.record({
    maxRecords: fc.integer({ min: 1, max: 9 }),
    maxBytes: fc.integer({ min: 1, max: 60 }),
    takeBytes: fc.integer({ min: 1, max: 60 }),
  })
  const sizes = fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 40 })
  fc.assert(
    fc.property(limits, sizes, fc.integer({ min: 1, max: 50 }), (bounds, lines, next) => {
      const ring = new Ring({ first: 1, ...bounds })
      const pushed: number[] = []
      for (const size of lines) {
        pushed.push(size)
        ring.push(`line ${pushed.length}`, size)
        expect(ring.take(next, bounds.takeBytes)).toEqual(naiveTake(pushed, bounds, next))
        expect(ring.bytes).toBeLessThanOrEqual(bounds.maxBytes)
      }
    }),
  )
})
