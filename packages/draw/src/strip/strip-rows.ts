import type { Strip, StripRow } from './strip-model.ts'
import type { StripWindow } from './strip-window.ts'

/** A row is drawn when it says something that the others do not, in the part that is drawn. */
export function isRowDrawn(row: StripRow, strip: Strip, window: StripWindow): boolean {
  if (row.kind === 'reads') return true
  if (row.kind !== 'writes') return row.pieces.count > 0
  if (row.pieces.count === 0) return strip.sent.count === 0
  return strip.noun !== 'message' || !hasSameEdges(row, strip, window)
}

/** True where each message was one write: a row of writes would only say that again. */
function hasSameEdges(
  { pieces }: StripRow,
  { messages }: Strip,
  { from, to }: StripWindow,
): boolean {
  const writes = pieces.within(from, to).pieces
  const meant = messages.within(from, to).pieces
  return (
    writes.length === meant.length &&
    writes.every((write, i) => write.from === meant[i]?.from && write.to === meant[i]?.to)
  )
}

/** What is in a row and left or right of the part that is drawn. */
export interface Rest {
  count: number
  /** The record next to the part that is drawn: selecting it goes there. */
  n: number
}

export function restOf(
  { pieces }: StripRow,
  { from, to }: StripWindow,
): { before: Rest | undefined; after: Rest | undefined } {
  const { held, forgotten } = pieces
  const first = pieces.firstAfter(from)
  const { first: shownFirst, pieces: shown } = pieces.within(from, to)
  const end = Math.max(first, shownFirst + shown.length)
  const before = held[first - 1]
  const after = held[end]
  return {
    before: before && { count: forgotten + first, n: before.n },
    after: after && { count: held.length - end, n: after.n },
  }
}
