import type { LadderEvent, Side } from './ladder-event.ts'
import type { Columns, RowHeights } from './ladder-geometry.ts'
import { firstEventOf, type LadderRow, lastEventOf } from './ladder-row.ts'
import { extraLinesPx } from './note-lines.ts'
import { packetMarks } from './segment-words.ts'

/** Between a packet's arrival and what it led to at that end; the two ends may stand level. */
const closestPx = 8
/** Between two that leave one end: room for the words along the second. */
const besidePx = 19
/** The same where the first has words under its arrow too. */
const besideMarkedPx = 33
/** The words of a lost one stand level over its line. */
const lostPx = 10
/** Between two labels of one end, and around a text that stands across. */
const labelPx = 24
const idlePx = 30
const bottomPx = 26
/** A moment longer than this many usual journeys is drawn shorter than its time. */
const longestJourneys = 1.6
const mostExtraPx = 24

/**
 * Rows of a ladder whose packets were seen: heights follow time, so that the slope of an arrow is its real
 * travel time, as far as words leave room: never closer than they need, and long moments drawn shorter.
 */
export function packetRowHeights(
  rows: readonly LadderRow[],
  events: readonly LadderEvent[],
  { top, travelMs, columns }: { top: number; travelMs: number; columns: Columns },
): RowHeights {
  const journeyPx = Math.min(60, Math.max(30, (columns.x.server - columns.x.client) * 0.2))
  const heights = new Heights(top, travelMs > 0 ? journeyPx / travelMs : 0, journeyPx)
  let extraPx = 0
  const y = rows.map((row) => {
    const rowY = heights.next(row, events)
    extraPx = row.kind === 'event' ? extraLinesPx(events[row.event], columns) : 0
    heights.skip(extraPx)
    return rowY
  })
  return { y, bottom: (y.at(-1) ?? top) + extraPx + bottomPx }
}

class Heights {
  readonly #pxPerMs: number
  readonly #journeyPx: number
  #y: number
  #tMs: number | undefined
  /** From where on there is room for another strip, another label and another packet of each end. */
  #stripFrom = 0
  readonly #from = new Map<string, number>()
  #before: Side | 'across' | 'level' | 'none' = 'none'

  constructor(top: number, pxPerMs: number, journeyPx: number) {
    this.#y = top
    this.#pxPerMs = pxPerMs
    this.#journeyPx = journeyPx
  }

  next(row: LadderRow, events: readonly LadderEvent[]): number {
    const event = row.kind === 'event' ? events[row.event] : undefined
    const place = event?.place ?? 'across'
    this.#y = Math.round(this.#heightOf(row, events, place))
    const last = lastEventOf(row)
    this.#tMs = last === undefined ? undefined : events[last]?.tMs
    this.#before = isLevel(event) ? 'level' : place
    if (!event?.packet) this.#stripFrom = this.#y + labelPx
    if (event) this.#from.set(columnOf(event), this.#y + heightPx(event))
    this.#from.set(place, this.#y + closestPx)
    return this.#y
  }

  /** What stands at the last row is so much taller than a line. */
  skip(px: number): void {
    this.#y += px
    this.#stripFrom += px
  }

  #heightOf(row: LadderRow, events: readonly LadderEvent[], place: Side | 'across'): number {
    if (this.#before === 'none') return this.#y
    if (row.kind === 'idle') return this.#y + idlePx
    const first = events[firstEventOf(row) ?? 0]
    const byTime = this.#y + this.#timePx((first?.tMs ?? 0) - (this.#tMs ?? Number.NaN))
    if (place === 'across' || !first) return Math.max(byTime, this.#y + labelPx, this.#stripFrom)
    const words =
      (this.#from.get(columnOf(first)) ?? 0) + (first.packet?.packet.isLost ? lostPx : 0)
    const from = Math.max(words, this.#from.get(place) ?? 0)
    return Math.max(byTime, this.#y + this.#leastPx(first), from)
  }

  #leastPx(event: LadderEvent): number {
    if (this.#before === 'across') return labelPx
    if (event.packet && (this.#before === 'level' || isLevel(event))) return besidePx
    return 0
  }

  #timePx(gapMs: number): number {
    if (!(gapMs > 0)) return 0
    const px = gapMs * (this.#pxPerMs || 4)
    const most = this.#journeyPx * longestJourneys
    return px <= most ? px : most + Math.min(mostExtraPx, 5 * Math.log2(px / most))
  }
}

/** Seen at one moment only, so that its arrow has no slope. */
function isLevel(event: LadderEvent | undefined): boolean {
  const packet = event?.packet?.packet
  return packet !== undefined && packet.arrivedMs === undefined && !packet.isLost
}

/** Where an event's words stand: those of a packet along its arrow. */
function columnOf({ place, packet }: LadderEvent): string {
  return `${place} ${packet?.moment ?? 'label'}`
}

/** Until the next one in the same column. */
function heightPx({ packet: seen }: LadderEvent): number {
  if (!seen) return labelPx
  const { packet } = seen
  return packet.isLost || packetMarks(packet).length > 0 ? besideMarkedPx : besidePx
}
