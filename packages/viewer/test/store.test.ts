import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordStore } from '../src/log/store.ts'
import { record, records } from './records.ts'

describe('records from the live log', () => {
  it('are held by their number', () => {
    const store = new RecordStore()
    store.receive(records(1, 2500))
    expect(store.get(1)?.n).toBe(1)
    expect(store.get(2500)?.n).toBe(2500)
    expect(store.get(2501)).toBeUndefined()
    expect([store.head, store.held, store.expected]).toEqual([2500, 2500, 2501])
  })

  it('that come a second time are dropped and counted', () => {
    const store = new RecordStore()
    store.receive(records(1, 10))
    store.receive(records(6, 12))
    expect([store.held, store.repeated, store.expected]).toEqual([12, 5, 13])
  })

  it('that the log left out without a word become a gap, not a silent hole', () => {
    const store = new RecordStore()
    store.receive(records(1, 3))
    store.receive(records(6, 8))
    expect(store.gaps).toEqual([{ from: 4, to: 5, why: 'the log left them out' }])
  })

  it('tell connections, kinds, facts, the start and the end', () => {
    const store = new RecordStore()
    store.receive([
      record(1, { kind: 'run.started' }),
      record(2, { kind: 'socket.data', conn: 'c1' }),
      record(3, { kind: 'fact', id: 'open-1', truth: 'K', held: true, evidence: [2] }),
      record(4, { kind: 'run.ended' }),
    ])
    expect([...store.conns]).toEqual(['c1'])
    expect(store.kinds.has('socket.data')).toBe(true)
    expect(store.facts.map((fact) => fact.id)).toEqual(['open-1'])
    expect([store.started?.n, store.ended?.n]).toEqual([1, 4])
  })
})

describe('a gap that the log announces', () => {
  it('is kept, and the live records go on behind it', () => {
    const store = new RecordStore()
    store.miss({ from: 1, to: 100, why: 'no longer in the ring' })
    store.receive(records(101, 110))
    expect(store.gaps).toEqual([{ from: 1, to: 100, why: 'no longer in the ring' }])
    expect([store.held, store.repeated, store.expected]).toEqual([10, 0, 111])
  })

  it('never covers what is held already', () => {
    const store = new RecordStore()
    store.receive(records(1, 50))
    store.miss({ from: 40, to: 60, why: 'late' })
    expect(store.gaps).toEqual([{ from: 51, to: 60, why: 'late' }])
    store.miss({ from: 1, to: 20, why: 'old' })
    expect(store.gaps).toHaveLength(1)
  })

  it('does not cover what was fetched before it was announced', () => {
    const store = new RecordStore()
    store.fill([record(1), record(5)])
    store.miss({ from: 1, to: 9, why: 'w' })
    expect(store.gaps.map(({ from, to }) => [from, to])).toEqual([
      [2, 4],
      [6, 9],
    ])
  })

  it('shrinks from both ends and from the middle as records are fetched', () => {
    const store = new RecordStore()
    store.miss({ from: 1, to: 100, why: 'w' })
    store.fill(records(1, 10))
    store.fill(records(40, 50))
    store.fill(records(91, 100))
    expect(store.gaps.map(({ from, to }) => [from, to])).toEqual([
      [11, 39],
      [51, 90],
    ])
    store.fill(records(11, 39))
    store.fill(records(51, 90))
    expect(store.gaps).toEqual([])
    expect(store.held).toBe(100)
  })
})

describe('after a reconnection', () => {
  it('any order of batches, repetitions and gaps leaves every number held or in a gap, once', () => {
    const piece = fc.record({ from: fc.integer({ min: 1, max: 60 }), length: fc.nat({ max: 20 }) })
    const step = fc.record({ piece, what: fc.constantFrom('batch', 'gap', 'fill') })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const store = new RecordStore()
        for (const { piece, what } of steps) {
          const to = piece.from + piece.length
          if (what === 'batch') store.receive(records(piece.from, to))
          else if (what === 'gap') store.miss({ from: piece.from, to, why: 'w' })
          else store.fill(records(piece.from, Math.min(to, store.head)))
        }
        for (let n = 1; n <= store.head; n++) {
          const gaps = store.gaps.filter((gap) => gap.from <= n && n <= gap.to)
          expect(gaps.length + (store.get(n) ? 1 : 0)).toBe(1)
        }
        expect(store.expected).toBe(store.head + 1)
      }),
    )
  })
})

describe('more records than the page may hold', () => {
  it('the oldest are let go, and come back when fetched', () => {
    const store = new RecordStore({ capRecords: 10_000 })
    store.keepNear(30_000)
    for (let n = 1; n <= 30_000; n += 1000) store.receive(records(n, n + 999))
    expect(store.held).toBe(10_000)
    expect(store.get(1)).toBeUndefined()
    expect(store.get(30_000)?.n).toBe(30_000)
    expect(store.gaps).toEqual([])
    store.keepNear(1)
    store.fill(records(1, 1000))
    expect(store.get(500)?.n).toBe(500)
  })

  it('what the reader looks at stays', () => {
    const store = new RecordStore({ capRecords: 10_000 })
    store.keepNear(2500)
    for (let n = 1; n <= 30_000; n += 1000) store.receive(records(n, n + 999))
    expect(store.get(2500)?.n).toBe(2500)
  })
})
