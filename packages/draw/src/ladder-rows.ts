import { foldRows } from './fold-rows.ts'
import type { LadderEvent } from './ladder-event.ts'
import {
  type CutRow,
  type EventRow,
  type FoldRow,
  firstEventOf,
  type LadderRow,
  lastEventOf,
} from './ladder-row.ts'
import { plural } from './quantities.ts'
import type { PacketArrow } from './segment-arrows.ts'
import { packetsOnTheWay, usualTravelMs } from './segment-times.ts'

/** A pause this long becomes a row of its own; shorter ones only a little more space. */
const shortestIdleMs = 50
/** While packets are on the way nothing is idle, unless they take longer than so many usual journeys. */
const longestJourneys = 3

export interface RowOptions {
  maxRows: number
  isFolded: boolean
  /** Index of the selected event. */
  selected: number | undefined
  packets: readonly PacketArrow[]
}

/** Events as the rows of a ladder: stretches folded, the number of rows bounded, pauses written. */
export function ladderRows(events: readonly LadderEvent[], options: RowOptions): LadderRow[] {
  const rows: CutableRow[] = options.isFolded
    ? foldRows(events, options.selected)
    : events.map((_, event): EventRow => ({ kind: 'event', event }))
  return withPauses(cutRows(rows, options), events, options.packets)
}

type CutableRow = EventRow | FoldRow

/** At most `maxRows` rows: from the first on, or around the selected event. */
function cutRows(rows: CutableRow[], { maxRows, selected }: RowOptions): (CutableRow | CutRow)[] {
  if (rows.length <= maxRows) return rows
  const at = rows.findIndex((row) => selected !== undefined && eventsOf(row).includes(selected))
  const centred = Math.max(0, at - Math.floor(maxRows / 2))
  const from = Math.min(centred, rows.length - maxRows)
  return [
    ...cutOf(rows.slice(0, from), 'earlier'),
    ...rows.slice(from, from + maxRows),
    ...cutOf(rows.slice(from + maxRows), 'later'),
  ]
}

function cutOf(rows: CutableRow[], when: 'earlier' | 'later'): CutRow[] {
  const events = rows.flatMap(eventsOf)
  if (events.length === 0) return []
  return [
    {
      kind: 'cut',
      events,
      text: `${plural(events.length, `${when} event`)} not drawn`,
    },
  ]
}

function eventsOf(row: CutableRow): number[] {
  return row.kind === 'event' ? [row.event] : row.events
}

function withPauses(
  rows: (CutableRow | CutRow)[],
  events: readonly LadderEvent[],
  packets: readonly PacketArrow[],
): LadderRow[] {
  const all: LadderRow[] = []
  const travelMs = usualTravelMs(packets)
  const onTheWay = packetsOnTheWay(events, packets)
  for (const [i, row] of rows.entries()) {
    const before = rows[i - 1]
    const gapMs = before
      ? timeOf(events, firstEventOf(row)) - timeOf(events, lastEventOf(before))
      : 0
    const isBusy = before !== undefined && (onTheWay[lastEventOf(before) ?? 0] ?? 0) > 0
    const idleMs = Math.max(shortestIdleMs, travelMs * (isBusy ? longestJourneys : 1))
    if (gapMs >= idleMs) all.push({ kind: 'idle', gapMs })
    all.push(row)
  }
  return all
}

function timeOf(events: readonly LadderEvent[], index: number | undefined): number {
  return events[index ?? 0]?.tMs ?? 0
}
