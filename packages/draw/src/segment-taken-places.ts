import type { LadderEvent } from './ladder-event.ts'
import { labelGapPx } from './ladder-geometry.ts'
import type { LadderRow } from './ladder-row.ts'
import { extraLinesPx } from './note-lines.ts'
import type { PlacedLadder } from './placed-ladder.ts'
import type { LabelRoom } from './segment-label-room.ts'

/** Above and below the middle of a row. */
const halfTextPx = 7
const idleWordsPx = 100

/**
 * Takes the places of words that stand in rows: at a lifeline outside the wire those of its end; over the
 * middle of the wire those of folds and pauses; and those of notes from the left on.
 */
export function takeRows(placed: PlacedLadder, room: LabelRoom): void {
  const { ladder, columns, rowY } = placed
  for (const [index, row] of ladder.rows.entries()) {
    const event = row.kind === 'event' ? ladder.events[row.event] : undefined
    if (event?.packet) continue
    const { x, width } = spanOf(placed, row, event)
    const below = halfTextPx + extraLinesPx(event, columns)
    room.take({ x, y: rowY[index] ?? 0, angle: 0, width, above: halfTextPx, below })
  }
}

function spanOf({ columns }: PlacedLadder, { kind }: LadderRow, event: LadderEvent | undefined) {
  const { timeRight, width, labelPx } = columns
  const { client, server } = columns.x
  if (event?.place === 'client') return { x: client - labelGapPx - labelPx, width: labelPx }
  if (event?.place === 'server') return { x: server + labelGapPx, width: labelPx }
  if (kind !== 'idle') return { x: timeRight, width: width - timeRight }
  const words = Math.min(server - client, idleWordsPx)
  return { x: (client + server - words) / 2, width: words }
}
