import type { LadderEvent } from './ladder-event.ts'
import type { Columns } from './ladder-geometry.ts'
import { fitText, textWidthPx, wrapText } from './text-width.ts'

/** From one line of a note to the next. */
export const noteLinePx = 15
const mostLines = 2
const mostNarrowLines = 3
/** From the times to the words, and from the words to the edge. */
const leftPx = 12
const rightPx = 8

/** Where a text across the picture begins, px from the left, and the room that it has. */
export function acrossRoom({ timeRight, width }: Columns): { x: number; roomPx: number } {
  const x = timeRight + leftPx
  return { x, roomPx: width - x - rightPx }
}

/** A text across the picture as lines; only a note has more than one, and never more than three. */
export function acrossLines({ record, labels }: LadderEvent, columns: Columns): string[] {
  const text = labels[0] ?? ''
  const { roomPx } = acrossRoom(columns)
  const measure = (part: string) => textWidthPx(part, record.at === 'program')
  const most = columns.isNarrow ? mostNarrowLines : mostLines
  if (record.kind !== 'note' || measure(text) <= roomPx) return [fitText(text, roomPx, measure)]
  const lines = wrapText(text, roomPx, measure)
  if (lines.length <= most) return lines
  const rest = lines.slice(most - 1).join(' ')
  return [...lines.slice(0, most - 1), fitText(rest, roomPx, measure)]
}

/** How much taller than one line an event's row is. */
export function extraLinesPx(event: LadderEvent | undefined, columns: Columns): number {
  if (event?.place !== 'across') return 0
  return (acrossLines(event, columns).length - 1) * noteLinePx
}
