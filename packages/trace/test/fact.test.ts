import { describe, expect, it } from 'vitest'
import { decide, inOrder, judgeAgain, sameVerdicts, type TraceRecord } from '../src/index.ts'

function record(n: number, tMs: number, kind = 'note'): TraceRecord {
  return { run: 'r1', n, tMs, clock: 'monotonic', kind, at: 'client', origin: 'observed' }
}

const claim = { id: 'open-5', truth: 'K', expected: 'refused' } as const

describe('a verdict', () => {
  it('names its evidence, sorted and once each', () => {
    const verdict = decide(claim, [record(4, 1), record(2, 2), record(4, 1)], true, 'refused')
    expect(verdict).toEqual({ ...claim, held: true, seen: 'refused', evidence: [2, 4] })
  })

  it('does not hold when a record that it needs was not found', () => {
    expect(decide(claim, [record(1, 1), undefined], true, '').held).toBe(false)
  })

  it('does not hold without any evidence', () => {
    expect(decide(claim, [], true, '').held).toBe(false)
  })
})

describe('order', () => {
  it('is by time, and two at the same moment are in order', () => {
    expect(inOrder(record(2, 1), record(1, 1), record(3, 2))).toBe(true)
    expect(inOrder(record(1, 2), record(2, 1))).toBe(false)
  })

  it('is not there when a record is missing', () => {
    expect(inOrder(undefined)).toBe(false)
    expect(inOrder(record(1, 1), undefined)).toBe(false)
  })
})

describe('judging again', () => {
  it('hides earlier facts and the closing record from the judge', () => {
    const seen: string[] = []
    const records = [record(1, 0, 'run.started'), record(2, 1, 'fact'), record(3, 2, 'run.ended')]
    judgeAgain(records, (shown) => {
      seen.push(...shown.map((r) => r.kind))
      return []
    })
    expect(seen).toEqual(['run.started'])
  })

  it('notices a verdict that differs in anything', () => {
    const held = decide(claim, [record(1, 0)], true, 'refused')
    expect(sameVerdicts([held], [{ ...held }])).toBe(true)
    expect(sameVerdicts([held], [{ ...held, held: false }])).toBe(false)
    expect(sameVerdicts([held], [{ ...held, evidence: [2] }])).toBe(false)
    expect(sameVerdicts([held], [])).toBe(false)
  })
})
