import type { LadderArrow } from './ladder-arrow.ts'
import { type LadderEvent, otherSide, type Side, sides } from './ladder-event.ts'
import { bytesOf } from './record-fields.ts'
import { DatagramPairs } from './strip/datagram-pairs.ts'
import { bytesIn, type Piece } from './strip/pieces.ts'

/** From each datagram sent to the one received that it is taken for; see {@link DatagramPairs}. */
export function datagramArrows(events: readonly LadderEvent[]): LadderArrow[] {
  return sides.flatMap((from) => directionArrows(events, from))
}

function directionArrows(events: readonly LadderEvent[], from: Side): LadderArrow[] {
  const pairs = new DatagramPairs()
  for (const [index, { record, place }] of events.entries()) {
    if (record.kind !== 'udp.datagram') continue
    const datagram = { bytes: bytesOf(record) ?? 0, digest: record.digest }
    if (place === from && record.direction === 'sent') pairs.addSent(index, datagram)
    if (place === otherSide(from) && record.direction === 'received')
      pairs.addReceived(index, datagram)
  }
  const bySlot = new Map<number, LadderArrow>()
  for (const piece of pairs.sent.held) bySlot.set(piece.from, arrowOf(from, piece, 'start'))
  for (const piece of pairs.received.held) {
    const sent = bySlot.get(piece.from)
    if (sent) sent.end = piece.n
    else bySlot.set(piece.from, arrowOf(from, piece, 'end'))
  }
  return [...bySlot.values()]
}

/** The number in a piece is the event's index here. */
function arrowOf(from: Side, piece: Piece, known: 'start' | 'end'): LadderArrow {
  return {
    kind: 'datagram',
    from,
    start: known === 'start' ? piece.n : undefined,
    end: known === 'end' ? piece.n : undefined,
    ticks: [],
    firstByte: 1,
    lastByte: bytesIn(piece),
    unreadBytes: 0,
  }
}
