import { layoutStreams, layoutStrip, type Scene } from '@socket-labs/draw'
import { describe, expect, it } from 'vitest'
import { RecordStore } from '../src/log/store.ts'
import { blockOf, blocksOf, stepInStrip } from '../src/strip/blocks.ts'
import { StreamIndex } from '../src/strip/stream-index.ts'
import { record } from './records.ts'

const client = { at: 'client', socket: 'a', conn: 'c1' }
const server = { at: 'server', socket: 'b', conn: 'c1' }
const writes = (n: number, originalBytes: number) =>
  record(n, { ...client, kind: 'socket.write', originalBytes })
const reads = (n: number, originalBytes: number) =>
  record(n, { ...server, kind: 'socket.data', originalBytes })

describe('the bytes of a run on the page', () => {
  const all = [writes(1, 5), writes(2, 7), reads(3, 12), writes(4, 3), reads(5, 3)]

  it('are counted a slice at a time, from the first record on', () => {
    const store = new RecordStore()
    store.receive(all)
    const index = new StreamIndex(store)
    expect(index.advance(3)).toBeUndefined()
    expect(index.scannedTo).toBe(3)
    index.advance(5)
    const whole = layoutStrip(all, { width: 700 })
    expect(layoutStreams(index.streams, { width: 700 })).toEqual(whole)
  })

  it('are not counted over a record that the page does not hold: its number is the answer', () => {
    const store = new RecordStore()
    store.receive(all.slice(0, 2))
    store.miss({ from: 3, to: 3, why: 'the ring was full' })
    store.receive(all.slice(3))
    const index = new StreamIndex(store)
    expect(index.advance(5)).toBe(3)
    expect(index.scannedTo).toBe(2)
    store.fill([all[2] as never])
    expect(index.advance(5)).toBeUndefined()
    expect(index.scannedTo).toBe(5)
  })

  it('are left for the next frame when the time of this one is up', () => {
    const store = new RecordStore()
    store.receive(Array.from({ length: 5000 }, (_, i) => writes(i + 1, 1)))
    const index = new StreamIndex(store)
    expect(index.advance(5000, () => true)).toBeUndefined()
    expect(index.scannedTo).toBeLessThan(1000)
  })
})

describe('the blocks of a strip', () => {
  const all = [writes(1, 5), writes(2, 7), reads(3, 12), writes(4, 3), reads(5, 3)]
  const scene = layoutStrip(all, { width: 900 })

  it('are one for each record with bytes', () => {
    const numbers = blocksOf(scene).map(({ n }) => n[0])
    expect(numbers.sort()).toEqual([1, 2, 3, 4, 5])
    expect(blockOf(scene, 99)).toBeUndefined()
  })

  it('a cross at a place without bytes is one too', () => {
    const fault = { kind: 'frame.broken', code: 'lost', atByte: 5, skippedBytes: 0 }
    const withFault = layoutStrip([...all, record(6, { ...server, ...fault })], { width: 900 })
    expect(blockOf(withFault, 6)?.width).toBe(14)
  })

  it('the arrow keys go along a row, and to the row above and below', () => {
    const step = (from: number | undefined, key: string) => stepInStrip(scene, from, `Arrow${key}`)
    expect(step(undefined, 'Right')).toBe(1)
    expect(step(1, 'Right')).toBe(2)
    expect(step(2, 'Left')).toBe(1)
    expect(step(2, 'Down')).toBe(3)
    expect(step(5, 'Up')).toBe(4)
    expect(step(4, 'Right')).toBeUndefined()
    expect(stepInStrip(scene, 1, 'Enter')).toBeUndefined()
  })

  it('at the end of what is drawn they go on to what is not', () => {
    const many = Array.from({ length: 400 }, (_, i) => [writes(2 * i + 1, 9), reads(2 * i + 2, 9)])
    const long: Scene = layoutStrip(many.flat(), { width: 700 })
    const last = Math.max(...blocksOf(long).map(({ n }) => n[0] as number))
    expect(stepInStrip(long, last, 'ArrowRight')).toBe(last + 2)
    const around = layoutStrip(many.flat(), { width: 700, selectedN: 400 })
    const first = Math.min(...blocksOf(around).map(({ n }) => n[0] as number))
    expect(stepInStrip(around, first + 1, 'ArrowLeft')).toBe(first - 1)
  })
})
