import { describe } from './describe.ts'
import { type LadderEvent, type Side, sides } from './ladder-event.ts'
import { bandHalfPx, type Columns, labelGapPx } from './ladder-geometry.ts'
import type { CutRow, EventRow, FoldRow, IdleRow } from './ladder-row.ts'
import { acrossLines, acrossRoom, extraLinesPx, noteLinePx } from './note-lines.ts'
import type { PlacedLadder } from './placed-ladder.ts'
import { formatDuration } from './quantities.ts'
import type { RectShape, Shape, TextShape } from './shapes.ts'
import { fitLabel, strongWidthPx, textWidthPx } from './text-width.ts'

/** From a row's height to the baseline of its text. */
const baselinePx = 4
const stripHalfPx = 11

/** What is written at each row: time, label at its lifeline or across, folds and pauses. */
export function rowShapes(placed: PlacedLadder): Shape[] {
  return placed.ladder.rows.flatMap((row, index) => {
    const y = placed.rowY[index] as number
    if (row.kind === 'idle') return idleShapes(placed, row, y)
    return row.kind === 'event' ? eventShapes(placed, row, y) : groupShapes(placed, row, y)
  })
}

function eventShapes(placed: PlacedLadder, row: EventRow, y: number): Shape[] {
  const event = placed.ladder.events[row.event] as LadderEvent
  const { place, record } = event
  const n = [record.n]
  const isTimed = placed.timed[placed.rowOf[row.event] ?? 0]
  const time = isTimed ? [timeShape(placed, event.tMs, y, n)] : []
  const isSelected = row.event === placed.ladder.selected
  const extraPx = extraLinesPx(event, placed.columns)
  const mark = isSelected ? [taller(strip(placed, y, n, 'ink'), extraPx)] : []
  if (event.packet) return [...mark, ...time]
  if (place === 'across') return [...mark, ...acrossShapes(placed, event, y), ...time]
  return [...mark, tickShape(placed, event, place, y), labelShape(placed, event, place, y), ...time]
}

function timeShape(
  { columns, formatTime }: PlacedLadder,
  tMs: number,
  y: number,
  n: number[],
): TextShape {
  return {
    kind: 'text',
    x: columns.timeRight,
    y: y + baselinePx,
    text: formatTime(tMs),
    anchor: 'end',
    mono: true,
    role: 'faint',
    origin: 'observed',
    n,
    title: `${tMs} ms after the start of the run`,
  }
}

/** A small mark from the lifeline towards its label; an error is a cross on the lifeline. */
function tickShape({ columns }: PlacedLadder, event: LadderEvent, side: Side, y: number): Shape {
  const { role, record } = event
  const out = side === 'client' ? -1 : 1
  const isError = record.kind === 'socket.error'
  const x1 = columns.x[side] + (isError ? 0 : out * (bandHalfPx + 1))
  return {
    kind: 'line',
    x1,
    y1: y,
    x2: x1 + out * (isError ? 0 : labelGapPx - bandHalfPx - 4),
    y2: y,
    role,
    origin: record.origin,
    n: [record.n],
    ...(isError && { cross: true }),
  }
}

function labelShape(placed: PlacedLadder, event: LadderEvent, side: Side, y: number): TextShape {
  const { record, role } = event
  const { labelPx } = placed.columns
  const isStrong = event.isStrong && event.labels.some((label) => strongWidthPx(label) <= labelPx)
  return {
    kind: 'text',
    x: labelX(placed.columns, side),
    y: y + baselinePx,
    text: fitLabel(event.labels, labelPx, isStrong ? strongWidthPx : textWidthPx),
    anchor: side === 'client' ? 'end' : 'start',
    ...(isStrong && { strong: true }),
    role,
    origin: record.origin,
    n: [record.n],
    title: titleOf(event),
  }
}

function labelX(columns: Columns, side: Side): number {
  return columns.x[side] + (side === 'client' ? -labelGapPx : labelGapPx)
}

function titleOf({ record, place }: LadderEvent): string {
  return place === 'across' ? describe(record) : `${place}: ${describe(record)}`
}

function acrossShapes(placed: PlacedLadder, event: LadderEvent, y: number): Shape[] {
  const { record, role } = event
  const { x } = acrossRoom(placed.columns)
  const texts = acrossLines(event, placed.columns).map((text, line): TextShape => {
    const at = { x, y: y + baselinePx + line * noteLinePx }
    const look = { anchor: 'start', role, origin: record.origin } as const
    const isMono = record.at === 'program'
    const n = [record.n]
    return {
      kind: 'text',
      ...at,
      text,
      ...look,
      ...(isMono && { mono: true }),
      n,
      title: titleOf(event),
    }
  })
  const behind = strip(placed, y, [record.n], 'faint')
  return [taller(behind, extraLinesPx(event, placed.columns)), ...texts]
}

function taller(strip: RectShape, extraPx: number): RectShape {
  return { ...strip, height: strip.height + extraPx }
}

/** A pale strip across the picture, behind a text that belongs to no lifeline. */
function strip(
  { columns }: PlacedLadder,
  y: number,
  n: number[],
  role: 'faint' | 'ink',
): RectShape {
  const x = columns.timeRight + 6
  const box = { x, y: y - stripHalfPx, width: columns.width - x, height: 2 * stripHalfPx }
  return { kind: 'rect', ...box, role, origin: 'observed', n }
}

function idleShapes(placed: PlacedLadder, { gapMs }: IdleRow, y: number): Shape[] {
  const duration = formatDuration(gapMs)
  const title = `Nothing was seen for ${duration}.`
  return [
    { ...strip(placed, y, [], 'faint'), title },
    { ...middleText(placed, `… ${duration} …`, y), title },
  ]
}

function groupShapes(placed: PlacedLadder, row: FoldRow | CutRow, y: number): Shape[] {
  const { events } = placed.ladder
  const n = row.events.map((event) => events[event]?.record.n ?? 0)
  const title = `Records ${n[0]} to ${n.at(-1)}`
  const shapes: Shape[] = [{ ...strip(placed, y, n, 'faint'), title }]
  const text = row.kind === 'cut' ? row.text : wireText(placed, row.texts)
  if (text !== '') shapes.push({ ...middleText(placed, text, y), n, title })
  if (row.kind === 'cut') return shapes
  for (const side of sides) {
    const labels = row.labels[side]
    if (labels) shapes.push(foldLabelShape(placed, labels, side, y, n))
  }
  const first = events[row.events[0] ?? 0]?.tMs ?? 0
  return [...shapes, timeShape(placed, first, y, n.slice(0, 1))]
}

function wireText({ columns }: PlacedLadder, texts: readonly string[]): string {
  const room = columns.x.server - columns.x.client - 2 * labelGapPx
  return texts.length === 0 ? '' : fitLabel(texts, room, textWidthPx)
}

function foldLabelShape(
  placed: PlacedLadder,
  labels: readonly string[],
  side: Side,
  y: number,
  n: number[],
): TextShape {
  const { columns } = placed
  return {
    ...middleText(placed, fitLabel(labels, columns.labelPx, textWidthPx), y),
    x: labelX(columns, side),
    anchor: side === 'client' ? 'end' : 'start',
    role: side,
    n,
    title: `${side}: ${labels[0]?.replace('… ', '')}`,
  }
}

function middleText({ columns }: PlacedLadder, text: string, y: number): TextShape {
  const x = Math.round((columns.x.client + columns.x.server) / 2)
  return {
    kind: 'text',
    x,
    y: y + baselinePx,
    text,
    anchor: 'middle',
    role: 'faint',
    origin: 'derived',
  }
}
