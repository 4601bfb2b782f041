import { type LadderArrow, type StreamPiece, streamOf } from './ladder-arrow.ts'
import { type LadderEvent, otherSide, type Side, sides } from './ladder-event.ts'
import { bytesOf } from './record-fields.ts'

/**
 * Which write became which reads, by counting: TCP delivers the bytes of one direction in order, so byte
 * 1 000 of all written is byte 1 000 of all read. Linear in the number of events.
 *
 * A gap in the records makes the count worthless from there on: later writes and reads get no arrow.
 */
export function byteArrows(events: readonly LadderEvent[]): LadderArrow[] {
  const gapAt = events.findIndex(({ record }) => record.kind === 'gap')
  const known = gapAt < 0 ? events : events.slice(0, gapAt)
  return sides.flatMap((side) => matchDirection(known, side))
}

function matchDirection(events: readonly LadderEvent[], from: Side): LadderArrow[] {
  const writes = streamOf(events, from, 'socket.write', bytesOf)
  const reads = streamOf(events, otherSide(from), 'socket.data', bytesOf)
  const arrows: LadderArrow[] = []
  let next = 0
  for (const write of writes) {
    while (next < reads.length && (reads[next] as StreamPiece).last < write.first) next++
    const arrivals: StreamPiece[] = []
    for (let i = next; i < reads.length && (reads[i] as StreamPiece).first <= write.last; i++) {
      arrivals.push(reads[i] as StreamPiece)
    }
    arrows.push(arrowOf(from, write, arrivals))
  }
  return [...arrows, ...unwrittenReads(from, reads, writes.at(-1)?.last ?? 0)]
}

function arrowOf(from: Side, write: StreamPiece, arrivals: StreamPiece[]): LadderArrow {
  const readTo = arrivals.at(-1)?.last ?? 0
  const isWhole = readTo >= write.last
  const indexes = arrivals.map((piece) => piece.index)
  return {
    kind: 'bytes',
    from,
    start: write.index,
    end: isWhole ? indexes.at(-1) : undefined,
    ticks: isWhole ? indexes.slice(0, -1) : indexes,
    firstByte: write.first,
    lastByte: write.last,
    unreadBytes: isWhole ? 0 : write.last - Math.max(readTo, write.first - 1),
  }
}

/** Bytes that were read and that nobody here was seen writing. */
function unwrittenReads(from: Side, reads: StreamPiece[], writtenBytes: number): LadderArrow[] {
  return reads
    .filter((read) => read.last > writtenBytes)
    .map((read) => ({
      kind: 'bytes',
      from,
      start: undefined,
      end: read.index,
      ticks: [],
      firstByte: Math.max(read.first, writtenBytes + 1),
      lastByte: read.last,
      unreadBytes: 0,
    }))
}
