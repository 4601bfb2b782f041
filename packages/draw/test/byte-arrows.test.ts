import type { TraceRecord } from '@socket-labs/trace'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byteArrows } from '../src/byte-arrows.ts'
import { type LadderEvent, ladderEventOf } from '../src/ladder-event.ts'

const move = fc.record({ isWrite: fc.boolean(), bytes: fc.integer({ min: 0, max: 9 }) })

function eventsOf(moves: { isWrite: boolean; bytes: number }[]): LadderEvent[] {
  return moves.map(({ isWrite, bytes }, i) => {
    const record: TraceRecord = {
      run: 'r1',
      n: i + 1,
      tMs: i,
      clock: 'virtual',
      kind: isWrite ? 'socket.write' : 'socket.data',
      at: isWrite ? 'client' : 'server',
      origin: 'observed',
      originalBytes: bytes,
    }
    return ladderEventOf(record) as LadderEvent
  })
}

/** Byte by byte: index of the event that wrote it and of the one that read it. */
function naive(events: LadderEvent[]): { writers: number[]; readers: number[] } {
  const writers: number[] = []
  const readers: number[] = []
  for (const [index, { record }] of events.entries()) {
    const bytes = record.kind === 'socket.write' ? writers : readers
    for (let i = 0; i < (record.originalBytes ?? 0); i++) bytes.push(index)
  }
  return { writers, readers }
}

test('writes and reads match as if each byte had been followed by hand', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const events = eventsOf(moves)
      const { writers, readers } = naive(events)
      for (const arrow of byteArrows(events).filter(({ start }) => start !== undefined)) {
        const places = writers.flatMap((writer, byte) => (writer === arrow.start ? [byte] : []))
        const tookPart = [
          ...new Set(places.map((byte) => readers[byte]).filter((r) => r !== undefined)),
        ]
        const drawn = [...arrow.ticks, ...(arrow.end === undefined ? [] : [arrow.end])]
        expect(drawn).toEqual(tookPart)
        expect(arrow.end).toBe(readers[places.at(-1) as number])
        expect(arrow.unreadBytes).toBe(places.filter((byte) => byte >= readers.length).length)
      }
    }),
  )
})
