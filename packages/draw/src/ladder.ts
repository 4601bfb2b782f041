import type { TraceRecord } from '@socket-labs/trace'
import { arrowShapes } from './ladder-arrows.ts'
import { columnsFor, rowHeights } from './ladder-geometry.ts'
import { headShapes } from './ladder-head.ts'
import { lifelineShapes } from './ladder-lifelines.ts'
import { readLadder } from './ladder-model.ts'
import { rowOfEvents } from './ladder-row.ts'
import { rowShapes } from './ladder-row-shapes.ts'
import { ladderSentence } from './ladder-words.ts'
import type { LadderOptions } from './options.ts'
import { longestTimeMs, timeFormatFor } from './quantities.ts'
import type { Scene, Shape } from './shapes.ts'
import { topOf } from './shapes-within.ts'

const emptyHeightPx = 96
/** Room for the name of a state that was there before the first event. */
const firstStatePx = 16

/**
 * Lays out a run's sockets as a ladder: time runs down, client left, server right, one connection.
 * Records may come in any order and of any kind; without any the scene says that nothing has happened.
 * Arrows are derived: writes and reads are matched by their place in the stream, no segment is claimed.
 */
export function layoutLadder(records: readonly TraceRecord[], options: LadderOptions): Scene {
  const ladder = readLadder(records, options)
  const columns = columnsFor(options.width)
  const label = ladderSentence(ladder)
  const head = headShapes(ladder, columns)
  if (ladder.events.length === 0) {
    return { width: columns.width, height: emptyHeightPx, shapes: sorted(head.shapes), label }
  }
  const named = ladder.bands.some((band) => band.start === undefined) ? firstStatePx : 0
  const firstRow = head.bottom + 28 + named
  const { y, bottom } = rowHeights(ladder.rows, ladder.events, firstRow)
  const rowOf = rowOfEvents(ladder.rows, ladder.events)
  const longestMs = longestTimeMs(ladder.events.map(({ record }) => record))
  const formatTime = timeFormatFor(longestMs, columns.timeCharacters)
  const placed = { ladder, columns, formatTime, rowY: y, rowOf, top: head.bottom + 8, bottom }
  const shapes = [
    ...head.shapes,
    ...lifelineShapes(placed),
    ...arrowShapes(placed),
    ...rowShapes(placed),
    legend(columns.width, columns.isNarrow, bottom + 26),
  ]
  return { width: columns.width, height: bottom + 40, shapes: sorted(shapes), label }
}

function legend(width: number, isNarrow: boolean, y: number): Shape {
  const text = isNarrow
    ? 'Arrows are derived; no packet was seen.'
    : 'Arrows are derived from what the two sockets saw; no packet was seen.'
  return {
    kind: 'text',
    x: Math.round(width / 2),
    y,
    text,
    anchor: 'middle',
    role: 'faint',
    origin: 'derived',
  }
}

function sorted(shapes: Shape[]): Shape[] {
  return shapes.sort((a, b) => topOf(a) - topOf(b))
}
