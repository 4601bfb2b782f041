import type { LineShape, Scene, TextShape } from '@socket-labs/draw'
import { describe, expect, it } from 'vitest'
import { ladderRecords } from '../src/ladder/ladder-records.ts'
import { isStripOf, placeOf, recordNear } from '../src/ladder/places-in-scene.ts'
import { RecordStore } from '../src/log/store.ts'
import { record } from './records.ts'

/** Two connections in turn; every fifth record belongs to none. */
function storeOf(count: number): RecordStore {
  const store = new RecordStore()
  const records = Array.from({ length: count }, (_, i) => {
    const n = i + 1
    return record(n, n % 5 === 0 ? {} : { conn: n % 2 ? 'c1' : 'c2' })
  })
  store.receive(records)
  return store
}

const numbers = (records: readonly { n: number }[]) => records.map((one) => one.n)

describe('the records that a ladder is drawn from', () => {
  it('are all of a short run: those of the connection and those that belong to none', () => {
    const all = { conn: 'c1', limit: 10, aroundN: undefined }
    const { records, before, after } = ladderRecords(storeOf(10), all)
    expect(numbers(records)).toEqual([1, 3, 5, 7, 9, 10])
    expect([before, after]).toEqual([0, 0])
  })

  it('end where the reader has paused', () => {
    const paused = { conn: undefined, limit: 4, aroundN: undefined }
    expect(numbers(ladderRecords(storeOf(10), paused).records)).toEqual([1, 2, 3, 4])
  })

  it('of a long run are the newest, behind a mark that forbids counting bytes', () => {
    const newest = { conn: undefined, limit: 9000, aroundN: undefined }
    const { records, before, after } = ladderRecords(storeOf(9000), newest)
    expect([records[0]?.kind, records[0]?.count]).toEqual(['gap', before + after])
    expect([records.at(-1)?.n, after]).toEqual([9000, 0])
    expect(before + records.length - 1).toBe(9000)
  })

  it('or, of one that is over, the first, with the mark behind them: until there bytes can be counted', () => {
    const first = { conn: undefined, limit: 9000, aroundN: 1 }
    const { records, before, after } = ladderRecords(storeOf(9000), first)
    expect([records[0]?.n, before]).toEqual([1, 0])
    expect([records.at(-1)?.kind, records.at(-1)?.count]).toEqual(['gap', after])
  })

  it('or those around the selected one', () => {
    const around = { conn: 'c1', limit: 9000, aroundN: 4001 }
    const { records, before, after } = ladderRecords(storeOf(9000), around)
    expect(numbers(records)).toContain(4001)
    expect(before > 0 && after > 0).toBe(true)
    expect(records.every((one) => one.conn !== 'c2')).toBe(true)
  })
})

const line = (y1: number, y2: number, n: number[] = []): LineShape => ({
  kind: 'line',
  x1: 0,
  x2: 100,
  y1,
  y2,
  role: 'client',
  origin: 'observed',
  n,
})
const label = (y: number, n: number[]): TextShape => ({
  kind: 'text',
  x: 50,
  y,
  text: 'write',
  anchor: 'start',
  role: 'client',
  origin: 'observed',
  n,
})
const sceneOf = (shapes: Scene['shapes']): Scene => ({
  width: 100,
  height: 9000,
  shapes,
  label: '',
})

describe('a record in the picture', () => {
  const scene = sceneOf([label(100, [7]), line(100, 400, [7, 9]), label(200, [8, 9, 10])])

  it('stands in the row of its own label, or in that of its fold', () => {
    expect(placeOf(scene, 7)).toEqual({ top: 85, bottom: 107, isOwn: true })
    expect(placeOf(scene, 9)).toEqual({ top: 185, bottom: 207, isOwn: false })
    expect(placeOf(scene, 11)).toBeUndefined()
  })

  it('of a packet is the row in which its arrow begins, wherever its words stand', () => {
    const arrow = { ...line(300, 360, [7]), arrow: true }
    const packet = sceneOf([{ ...label(290, [7]), turnDegrees: 9 }, arrow, label(364, [7])])
    expect(placeOf(packet, 7)).toEqual({ top: 289, bottom: 311, isOwn: true })
    const folded = sceneOf([{ ...line(300, 360, [7, 8]), arrow: true }, label(400, [7, 8, 9])])
    expect(placeOf(folded, 7)).toEqual({ top: 385, bottom: 407, isOwn: false })
  })

  it('is found by a click near it, and not by one far from everything', () => {
    expect(recordNear(scene.shapes, 60, 104)).toBe(7)
    expect(recordNear(scene.shapes, 60, 206)).toBe(8)
    expect(recordNear(scene.shapes, 60, 900)).toBeUndefined()
  })

  it('is marked by the page, so its own strip is not painted', () => {
    const box = { x: 0, y: 0, width: 9, height: 9, origin: 'observed' } as const
    const strip = { ...box, kind: 'rect', role: 'ink', n: [7] } as const
    expect(isStripOf(strip, 7)).toBe(true)
    expect(isStripOf(strip, 8)).toBe(false)
    expect(isStripOf({ ...strip, role: 'client', state: 'ESTABLISHED' }, 7)).toBe(false)
  })
})
