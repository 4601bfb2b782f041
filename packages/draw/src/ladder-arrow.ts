import type { LadderEvent, Side } from './ladder-event.ts'

/**
 * Something that went from one end to the other, derived from what the two sockets saw. Never a segment:
 * how many of those carried it, nobody saw. Numbers in `start`, `end` and `ticks` are indexes of events.
 */
export interface LadderArrow {
  kind: 'connection' | 'bytes' | 'datagram' | 'end-of-stream' | 'refused'
  from: Side
  /** Where it left; undefined where nobody was seen sending it. */
  start: number | undefined
  /** Where all of it had arrived; undefined where it never did. */
  end: number | undefined
  /** Where parts of it arrived before. */
  ticks: number[]
  /** Positions in the stream of this direction, counted from 1; for `bytes`. Of a datagram: 1 and its size. */
  firstByte: number
  lastByte: number
  unreadBytes: number
}

/** One write or one read: bytes `first` to `last` of the stream, counted from 1. */
export interface StreamPiece {
  index: number
  first: number
  last: number
}

/** Writes (or reads) of one end laid one after the other; those of no bytes are left out. */
export function streamOf(
  events: readonly LadderEvent[],
  side: Side,
  kind: string,
  bytesOf: (record: LadderEvent['record']) => number | undefined,
): StreamPiece[] {
  const pieces: StreamPiece[] = []
  let last = 0
  for (const [index, { place, record }] of events.entries()) {
    if (place !== side || record.kind !== kind) continue
    const bytes = bytesOf(record) ?? 0
    if (bytes === 0) continue
    pieces.push({ index, first: last + 1, last: last + bytes })
    last += bytes
  }
  return pieces
}
