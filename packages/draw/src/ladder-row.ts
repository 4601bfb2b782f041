import type { LadderEvent, Side } from './ladder-event.ts'

/** One line of a ladder, from top to bottom. */
export type LadderRow = EventRow | FoldRow | CutRow | IdleRow

/** One event. */
export interface EventRow {
  kind: 'event'
  event: number
}

/** A long stretch of the same thing in one line. `events` are indexes, without a hole. */
export interface FoldRow {
  kind: 'fold'
  events: number[]
  /** What to write at each end, the same ever shorter. */
  labels: Partial<Record<Side, string[]>>
  /** What to write in the wire, the same ever shorter; none where the ends say all. */
  texts: string[]
}

/** What is left out at the start or the end. */
export interface CutRow {
  kind: 'cut'
  events: number[]
  /** What to write across. */
  text: string
}

/** Nothing happened for so long. */
export interface IdleRow {
  kind: 'idle'
  gapMs: number
}

export function firstEventOf(row: LadderRow): number | undefined {
  if (row.kind === 'idle') return undefined
  return row.kind === 'event' ? row.event : row.events[0]
}

export function lastEventOf(row: LadderRow): number | undefined {
  if (row.kind === 'idle') return undefined
  return row.kind === 'event' ? row.event : row.events.at(-1)
}

/** For each event the index of its row. */
export function rowOfEvents(rows: readonly LadderRow[], events: readonly LadderEvent[]): number[] {
  const rowOf = new Array<number>(events.length).fill(0)
  for (const [index, row] of rows.entries()) {
    if (row.kind === 'event') rowOf[row.event] = index
    else if (row.kind !== 'idle') for (const event of row.events) rowOf[event] = index
  }
  return rowOf
}
