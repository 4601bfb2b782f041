import { layoutStates, statesStory } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'
import { describe, expect, it } from 'vitest'
import { RecordStore } from '../src/log/store.ts'
import { StateIndex } from '../src/states/state-index.ts'
import { stepByKey, stepNear, waysOf } from '../src/states/ways-in-scene.ts'
import { record } from './records.ts'

const client = { at: 'client', conn: 'c1', local: '10.1.0.1:40000', remote: '10.1.0.2:80' }
const move = (n: number, from: string, to: string) =>
  record(n, { kind: 'tcp.state', ...client, from, to, trigger: 'because' })

describe('the states among a run’s records', () => {
  const numbers = (index: StateIndex, limit = Number.POSITIVE_INFINITY) =>
    index.upTo(limit).map(({ n }) => n)
  const all: TraceRecord[] = [
    record(1),
    move(2, 'CLOSED', 'SYN_SENT'),
    record(3),
    move(4, 'SYN_SENT', 'ESTABLISHED'),
  ]

  it('are kept, and nothing else, up to where the picture is held still', () => {
    const store = new RecordStore()
    store.receive(all)
    const index = new StateIndex(store)
    expect(index.advance(3)).toBe(true)
    expect(numbers(index)).toEqual([2])
    index.advance(4)
    expect(numbers(index)).toEqual([2, 4])
    expect(numbers(index, 3)).toEqual([2])
  })

  it('are found when records that were missing come', () => {
    const store = new RecordStore()
    store.receive(all.slice(0, 1))
    store.miss({ from: 2, to: 3, why: 'the ring was full' })
    store.receive(all.slice(3))
    const index = new StateIndex(store)
    index.advance(4)
    expect([numbers(index), index.missing]).toEqual([[4], 2])
    store.fill(all.slice(1, 2))
    index.advance(4)
    expect([numbers(index), index.missing]).toEqual([[4, 2], 1])
    store.fill(all.slice(2, 3))
    index.advance(4)
    expect(index.missing).toBe(0)
  })

  it('stay when the page lets the records go', () => {
    const store = new RecordStore({ capRecords: 6000 })
    store.receive(all)
    const index = new StateIndex(store)
    index.advance(4)
    store.keepNear(15_000)
    store.receive(Array.from({ length: 20_000 }, (_, i) => record(i + 5)))
    index.advance(20_004)
    expect(store.get(2)).toBeUndefined()
    expect(numbers(index)).toEqual([2, 4])
  })

  it('of a run whose end alone is here need no more steps than there are pages before it', () => {
    const store = new RecordStore()
    store.expectFrom(1_000_001, 1_000_000)
    const index = new StateIndex(store)
    let looks = 0
    index.advance(1_000_000, () => {
      looks++
      return false
    })
    expect(looks).toBeLessThan(3)
    expect(index.missing).toBe(1_000_000)
  })

  it('are left for the next frame when the time of this one is up', () => {
    const store = new RecordStore()
    store.receive(Array.from({ length: 5000 }, (_, i) => record(i + 1)))
    const index = new StateIndex(store)
    expect(index.advance(5000, () => true)).toBe(false)
    expect(index.scannedTo).toBeLessThan(1000)
  })
})

describe('the steps in the diagrams', () => {
  const moves = [
    move(1, 'CLOSED', 'SYN_SENT'),
    move(2, 'SYN_SENT', 'ESTABLISHED'),
    move(3, 'CLOSED', 'SYN_SENT'),
  ]
  const scene = layoutStates(moves, { width: 900 })
  const pointOf = (n: number) => {
    const [way] = waysOf(scene, n)
    return { x: (way?.via?.[0]?.x ?? 0) + 2, y: (way?.via?.[0]?.y ?? 0) + 2 }
  }

  it('are found near a pointer, and those that went the same way one after the other', () => {
    expect(stepNear(scene, pointOf(2), undefined)).toBe(2)
    expect(stepNear(scene, pointOf(1), undefined)).toBe(1)
    expect(stepNear(scene, pointOf(1), 1)).toBe(3)
    expect(stepNear(scene, pointOf(1), 3)).toBe(1)
    expect(stepNear(scene, { x: 2, y: 2 }, undefined)).toBeUndefined()
  })

  it('a record that is no step is on no way', () => {
    expect(waysOf(scene, 99)).toEqual([])
    expect(waysOf(scene, undefined)).toEqual([])
  })

  it('the arrow keys lead from step to step in order of time', () => {
    const story = statesStory(moves)
    expect(stepByKey(story, undefined, 'ArrowRight')).toBe(1)
    expect(stepByKey(story, undefined, 'ArrowUp')).toBe(3)
    expect(stepByKey(story, 1, 'ArrowDown')).toBe(2)
    expect(stepByKey(story, 2, 'ArrowLeft')).toBe(1)
    expect(stepByKey(story, 3, 'ArrowRight')).toBeUndefined()
    expect(stepByKey(story, 1, 'Enter')).toBeUndefined()
  })
})
