import type { LadderEvent, Side } from './ladder-event.ts'
import { firstEventOf, type LadderRow, lastEventOf } from './ladder-row.ts'
import { extraLinesPx } from './note-lines.ts'

/** Columns of a ladder, px from the left: times, labels, lifeline, wire, lifeline, labels. */
export interface Columns {
  width: number
  /** Right edge of the times. */
  timeRight: number
  /** Digits that fit before it. */
  timeCharacters: number
  x: Record<Side, number>
  /** Room for a label outside a lifeline. */
  labelPx: number
  isNarrow: boolean
}

/** Half the width of a state band; arrows and labels keep clear of it. */
export const bandHalfPx = 5
/** Distance of a label from its lifeline. */
export const labelGapPx = 14

const narrowestPx = 280
/** Room beside a lifeline for the longest name of a state. */
const stateNamesPx = 128
const rowPx = 26
const idleRowPx = 30
const mostStretchPx = 14
/** A refusal goes there and back between two rows. */
const refusalPx = 22

/** Packets have their words in the wire, which is wider for them. */
export function columnsFor(askedWidth: number, hasPackets = false): Columns {
  const width = Number.isFinite(askedWidth) ? Math.max(narrowestPx, Math.round(askedWidth)) : 720
  const isNarrow = width < 560
  const timeRight = isNarrow ? 38 : 60
  const rest = width - timeRight
  const share = Math.min(420, rest * (isNarrow ? 0.305 : 0.36))
  const wire = Math.round(hasPackets ? Math.max(share, packetWirePx(rest)) : share)
  const side = (rest - wire) / 2
  return {
    width,
    timeRight,
    timeCharacters: Math.floor((timeRight - 2) / 6.9),
    x: { client: Math.round(timeRight + side), server: Math.round(timeRight + side + wire) },
    labelPx: side - labelGapPx - (isNarrow ? 2 : 10),
    isNarrow,
  }
}

/** All that the names of states and the commonest calls leave, on a wide screen not more than half. */
function packetWirePx(restPx: number): number {
  return Math.min(560, restPx * 0.45, restPx - 2 * stateNamesPx)
}

/** The height at which each row stands, px, and where the last one ends. */
export interface RowHeights {
  y: number[]
  bottom: number
}

/** Rows from `top` down: one step each, more after a longer moment or text, never closer than 26 px. */
export function rowHeights(
  rows: readonly LadderRow[],
  events: readonly LadderEvent[],
  { top, columns }: { top: number; columns: Columns },
): RowHeights {
  let y = top
  const extraPx = (row: LadderRow) =>
    row.kind === 'event' ? extraLinesPx(events[row.event], columns) : 0
  const ys = rows.map((row, i) => {
    const before = rows[i - 1]
    if (before) y += stepPx(before, row, events) + extraPx(before)
    return y
  })
  const last = rows.at(-1)
  return { y: ys, bottom: y + rowPx + (last ? extraPx(last) : 0) }
}

function stepPx(before: LadderRow, row: LadderRow, events: readonly LadderEvent[]): number {
  if (row.kind === 'idle' || before.kind === 'idle') return idleRowPx
  const last = events[lastEventOf(before) ?? 0]?.record
  const next = events[firstEventOf(row) ?? 0]?.record
  if (!last || !next) return rowPx
  const gapMs = Math.max(0, next.tMs - last.tMs)
  const stretch = Math.min(mostStretchPx, 4 * Math.log2(1 + gapMs))
  const extra = next.kind === 'socket.error' && next.code === 'ECONNREFUSED' ? refusalPx : 0
  return Math.round(rowPx + stretch + extra)
}
