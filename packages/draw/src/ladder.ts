import type { TraceRecord } from '@socket-labs/trace'
import { arrowShapes } from './ladder-arrows.ts'
import { type Columns, columnsFor, type RowHeights, rowHeights } from './ladder-geometry.ts'
import { headShapes } from './ladder-head.ts'
import { lifelineShapes } from './ladder-lifelines.ts'
import { type Ladder, readLadder } from './ladder-model.ts'
import { rowOfEvents } from './ladder-row.ts'
import { rowShapes } from './ladder-row-shapes.ts'
import { ladderSentence, legendLabels } from './ladder-words.ts'
import type { LadderOptions } from './options.ts'
import { longestTimeMs, timeFormatFor } from './quantities.ts'
import { packetRowHeights } from './segment-heights.ts'
import { packetShapes } from './segment-shapes.ts'
import { usualTravelMs } from './segment-times.ts'
import type { Scene, Shape } from './shapes.ts'
import { topOf } from './shapes-within.ts'
import { fitLabel, textWidthPx } from './text-width.ts'
import { timedRows } from './timed-rows.ts'

const emptyHeightPx = 96
/** Room for the name of a state that was there before the first event. */
const firstStatePx = 16

/**
 * Lays out a run's sockets as a ladder: time runs down, client left, server right, one connection.
 * Records may come in any order and of any kind; without any the scene says that nothing has happened.
 * Of a connection whose packets were seen each is an arrow from its sending to its arrival. Of others arrows
 * are derived: writes and reads are matched by their place in the stream, no segment is claimed.
 */
export function layoutLadder(records: readonly TraceRecord[], options: LadderOptions): Scene {
  const ladder = readLadder(records, options)
  const columns = columnsFor(options.width, ladder.packets.length > 0)
  const label = ladderSentence(ladder)
  const head = headShapes(ladder, columns)
  if (ladder.events.length === 0) {
    return { width: columns.width, height: emptyHeightPx, shapes: sorted(head.shapes), label }
  }
  const named = ladder.bands.some((band) => band.start === undefined) ? firstStatePx : 0
  const firstRow = head.bottom + 28 + named
  const { y, bottom } = heightsOf(ladder, columns, firstRow)
  const rowOf = rowOfEvents(ladder.rows, ladder.events)
  const formatTime = timeFormatFor(longestTimeMs(ladder.events), columns.timeCharacters)
  const timed = timedRows(ladder, y)
  const placed = {
    ladder,
    columns,
    formatTime,
    timed,
    rowY: y,
    rowOf,
    top: head.bottom + 8,
    bottom,
  }
  const shapes = [
    ...head.shapes,
    ...lifelineShapes(placed),
    ...arrowShapes(placed),
    ...packetShapes(placed),
    ...rowShapes(placed),
    legend(ladder, columns.width, bottom + 26),
  ]
  return { width: columns.width, height: bottom + 40, shapes: sorted(shapes), label }
}

function heightsOf({ rows, events, packets }: Ladder, columns: Columns, top: number): RowHeights {
  if (packets.length === 0) return rowHeights(rows, events, { top, columns })
  return packetRowHeights(rows, events, { top, columns, travelMs: usualTravelMs(packets) })
}

function legend(ladder: Ladder, width: number, y: number): Shape {
  return {
    kind: 'text',
    x: Math.round(width / 2),
    y,
    text: fitLabel(legendLabels(ladder), width - 16, textWidthPx),
    anchor: 'middle',
    role: 'faint',
    origin: ladder.packets.length > 0 ? 'observed' : 'derived',
  }
}

function sorted(shapes: Shape[]): Shape[] {
  return shapes.sort((a, b) => topOf(a) - topOf(b))
}
