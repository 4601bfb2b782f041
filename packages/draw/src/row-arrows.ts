import type { Fate } from './arrow-words.ts'
import type { LadderArrow } from './ladder-arrow.ts'
import type { Ladder } from './ladder-model.ts'

/** An arrow between rows. Several arrows between the same rows are one. */
export interface RowArrow extends LadderArrow {
  fate: Fate
  startRow: number | undefined
  endRow: number | undefined
  tickRows: number[]
  /** Numbers of the records behind it. */
  n: number[]
  /** True where no other arrow of its direction leaves or arrives in its rows. */
  isAlone: boolean
}

/** Arrows by rows, those between the same two rows made one. Linear in the number of arrows. */
export function mergedArrows(ladder: Ladder, rowOf: readonly number[]): RowArrow[] {
  const merged = new Map<string, RowArrow>()
  for (const arrow of ladder.arrows) {
    const startRow = rowOfEvent(arrow.start, rowOf)
    const endRow = rowOfEvent(arrow.end, rowOf)
    if (isCut(startRow, ladder) && isCut(endRow, ladder)) continue
    const key = `${arrow.kind} ${arrow.from} ${startRow} ${endRow} ${arrow.fate}`
    let known = merged.get(key)
    if (!known) {
      known = { ...arrow, startRow, endRow, tickRows: [], n: [], isAlone: true, unreadBytes: 0 }
      merged.set(key, known)
    }
    absorb(known, arrow, ladder, rowOf)
  }
  const arrows = [...merged.values()]
  markCrowded(arrows)
  return arrows
}

function rowOfEvent(event: number | undefined, rowOf: readonly number[]): number | undefined {
  return event === undefined ? undefined : rowOf[event]
}

/** Nowhere, or in a row that says only how much was left out. */
function isCut(row: number | undefined, { rows }: Ladder): boolean {
  return row === undefined || rows[row]?.kind === 'cut'
}

function absorb(
  known: RowArrow,
  arrow: LadderArrow,
  { events }: Ladder,
  rowOf: readonly number[],
): void {
  known.firstByte = Math.min(known.firstByte, arrow.firstByte)
  known.lastByte = Math.max(known.lastByte, arrow.lastByte)
  known.unreadBytes += arrow.unreadBytes
  addNumber(known, events, arrow.start)
  for (const tick of arrow.ticks) {
    addNumber(known, events, tick)
    const row = rowOf[tick] as number
    const isOwn = row === known.startRow || row === known.endRow
    if (!isOwn && known.tickRows.at(-1) !== row) known.tickRows.push(row)
  }
  addNumber(known, events, arrow.end)
}

function addNumber(known: RowArrow, events: Ladder['events'], event: number | undefined): void {
  const n = event === undefined ? undefined : events[event]?.record.n
  if (n !== undefined && known.n.at(-1) !== n) known.n.push(n)
}

function markCrowded(arrows: readonly RowArrow[]): void {
  const counts = new Map<string, number>()
  const keys = (arrow: RowArrow) => [
    `${arrow.from} leaves ${arrow.startRow}`,
    `${arrow.from} arrives ${arrow.endRow}`,
    ...arrow.tickRows.map((row) => `${arrow.from} arrives ${row}`),
  ]
  for (const arrow of arrows) {
    for (const key of keys(arrow)) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  for (const arrow of arrows) arrow.isAlone = keys(arrow).every((key) => counts.get(key) === 1)
}
