import { otherSide, type Side } from './ladder-event.ts'
import { bandHalfPx } from './ladder-geometry.ts'
import type { PlacedLadder } from './placed-ladder.ts'
import { type RowPacket, rowPackets } from './segment-arrows.ts'
import { packetWordShapes } from './segment-label-shapes.ts'
import { packetRole, packetStory } from './segment-words.ts'
import type { LineShape, Shape } from './shapes.ts'

/** How far into the wire a packet comes that was lost there, or that was never let in. */
const lostRatio = 0.5
const refusedRatio = 0.16
/** A broken arrow falls at least so much, for it did leave. */
const leastFallPx = 13

/** A packet's line, and the arrow that it stands for. */
export interface PacketLine {
  arrow: RowPacket
  line: LineShape
}

/** The packets that were seen on the wire: where each left, where it arrived or died, and what it was. */
export function packetShapes(placed: PlacedLadder): Shape[] {
  const lines = rowPackets(placed.ladder, placed.rowOf).map((arrow): PacketLine => {
    return { arrow, line: lineOf(placed, arrow) }
  })
  return [...lines.map(({ line }) => line), ...packetWordShapes(placed, lines)]
}

function lineOf(placed: PlacedLadder, arrow: RowPacket): LineShape {
  const { packet, n, startRow, endRow } = arrow
  const y1 = placed.rowY[startRow] ?? 0
  const x1 = edgeOf(placed, packet.from)
  const far = edgeOf(placed, otherSide(packet.from))
  const { origin } = packet.record
  const look = { kind: 'line', role: packetRole(packet), origin, n, title: titleOf(arrow) } as const
  if (!packet.isLost) {
    return { ...look, x1, y1, x2: far, y2: placed.rowY[endRow ?? startRow] ?? y1, arrow: true }
  }
  const ratio =
    packet.record.cause === 'queue' || packet.record.cause === 'rule' ? refusedRatio : lostRatio
  const x2 = Math.round(x1 + (far - x1) * ratio)
  return { ...look, x1, y1, x2, y2: deathHeight(placed, arrow, y1), cross: true }
}

/** The height of the moment at which it died, between the rows around it. */
function deathHeight(placed: PlacedLadder, { packet, startRow }: RowPacket, y1: number): number {
  const { diedMs = packet.sentMs, sentMs } = packet
  const next = nextTimedRow(placed, startRow)
  const least = y1 + leastFallPx
  if (!next || !(next.tMs > sentMs)) return least
  const share = Math.min(1, (diedMs - sentMs) / (next.tMs - sentMs))
  return Math.max(least, Math.round(y1 + share * (next.y - y1)))
}

function nextTimedRow({ ladder, rowY }: PlacedLadder, row: number) {
  const next = ladder.rows[row + 1]
  if (next?.kind !== 'event') return undefined
  const tMs = ladder.events[next.event]?.tMs
  return tMs === undefined ? undefined : { tMs, y: rowY[row + 1] ?? 0 }
}

function titleOf({ packet, n, isCopy }: RowPacket): string {
  if (n.length > 1) return `${n.length} packets, records ${n[0]} to ${n.at(-1)}`
  return `${isCopy ? 'The copy of ' : ''}${packetStory(packet)}. Seen on the wire.`
}

/** The wire's side of a lifeline. */
function edgeOf({ columns }: PlacedLadder, side: Side): number {
  return columns.x[side] + (side === 'client' ? bandHalfPx + 1 : -bandHalfPx - 1)
}
