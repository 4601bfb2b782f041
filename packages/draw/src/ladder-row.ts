import type { LadderEvent, Side } from './ladder-event.ts'

/** One line of a ladder, from top to bottom. */
export type LadderRow = EventRow | GroupRow | IdleRow

/** One event. */
export interface EventRow {
  kind: 'event'
  event: number
}

/**
 * Several events in one line: `fold` for a long stretch of the same thing, `cut` for what is left out
 * at the start or the end. `events` are indexes, without a hole.
 */
export interface GroupRow {
  kind: 'fold' | 'cut'
  events: number[]
  /** What to write at each end. */
  labels: Partial<Record<Side, string>>
  /** For a cut: what to write across. */
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
