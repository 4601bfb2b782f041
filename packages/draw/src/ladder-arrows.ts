import { arrowLabel, arrowTitle, refusalLabels } from './arrow-words.ts'
import { otherSide, type Side } from './ladder-event.ts'
import { bandHalfPx, labelGapPx } from './ladder-geometry.ts'
import type { PlacedLadder } from './placed-ladder.ts'
import { portOf } from './record-fields.ts'
import { mergedArrows, type RowArrow } from './row-arrows.ts'
import type { LineShape, Shape, TextShape } from './shapes.ts'
import { fitLabel, fitText, textWidthPx } from './text-width.ts'

/** An arrow that never arrived reaches so far into the wire. */
const stubRatio = 0.42
/** A label is written on arrows that fall less than this: on a steep one it would stand in the way of others. */
const steepestLabelledPx = 64

/** The arrows in the wire, each with its label where there is room. */
export function arrowShapes(placed: PlacedLadder): Shape[] {
  const arrows = mergedArrows(placed.ladder, placed.rowOf)
  return arrows.flatMap((arrow) => {
    if (arrow.kind === 'refused') return refusedShapes(placed, arrow)
    return arrow.endRow === undefined || arrow.startRow === undefined
      ? stubShapes(placed, arrow)
      : throughShapes(placed, arrow)
  })
}

type Drawn = Pick<LineShape, 'role' | 'origin' | 'n' | 'title'>

function drawn(arrow: RowArrow): Drawn {
  return { role: arrow.from, origin: 'derived', n: arrow.n, title: arrowTitle(arrow, arrow.fate) }
}

function throughShapes(placed: PlacedLadder, arrow: RowArrow): Shape[] {
  const y1 = heightOf(placed, arrow.startRow)
  const y2 = heightOf(placed, arrow.endRow)
  const x1 = edgeOf(placed, arrow.from)
  const x2 = edgeOf(placed, otherSide(arrow.from))
  const line: LineShape = { kind: 'line', x1, y1, x2, y2, arrow: true, ...drawn(arrow) }
  const label = arrow.isAlone && y2 - y1 <= steepestLabelledPx ? arrowLabel(arrow, 'arrived') : ''
  return [...tickShapes(placed, arrow), line, ...labelShapes(label, line, arrow)]
}

/** Earlier reads that took a part: thin lines without a head. */
function tickShapes(placed: PlacedLadder, arrow: RowArrow): Shape[] {
  const x1 = edgeOf(placed, arrow.from)
  const x2 = edgeOf(placed, otherSide(arrow.from))
  const y1 = heightOf(placed, arrow.startRow)
  return arrow.tickRows.map((row) => {
    return { kind: 'line', x1, y1, x2, y2: heightOf(placed, row), ...drawn(arrow), role: 'ack' }
  })
}

/** Only one end is known: a level piece at that end; words where it is known that it stayed in the wire. */
function stubShapes(placed: PlacedLadder, arrow: RowArrow): Shape[] {
  const from = edgeOf(placed, arrow.from)
  const to = edgeOf(placed, otherSide(arrow.from))
  const reach = (to - from) * stubRatio
  const isLeaving = arrow.startRow !== undefined
  const y = heightOf(placed, isLeaving ? arrow.startRow : arrow.endRow)
  const [x1, x2] = isLeaving ? [from, from + reach] : [to - reach, to]
  const line: LineShape = {
    kind: 'line',
    x1: Math.round(x1),
    y1: y,
    x2: Math.round(x2),
    y2: y,
    arrow: !isLeaving || arrow.fate === 'unseen',
    ...drawn(arrow),
  }
  return [...tickShapes(placed, arrow), line, ...stubLabel(placed, arrow, line)]
}

function stubLabel(placed: PlacedLadder, arrow: RowArrow, line: LineShape): Shape[] {
  if (arrow.startRow === undefined) return []
  const text = arrowLabel(arrow, arrow.fate)
  if (text === '') return []
  const isRight = line.x2 > line.x1
  const room = Math.abs(edgeOf(placed, otherSide(arrow.from)) - line.x2) - 8
  return [
    {
      kind: 'text',
      x: line.x2 + (isRight ? 5 : -5),
      y: line.y2 + 4,
      text: fitText(text, room, textWidthPx),
      anchor: isRight ? 'start' : 'end',
      ...drawn(arrow),
    },
  ]
}

/** There and back: the cross stands where nobody listened. */
function refusedShapes(placed: PlacedLadder, arrow: RowArrow): Shape[] {
  const near = edgeOf(placed, arrow.from)
  const far = edgeOf(placed, otherSide(arrow.from))
  const end = heightOf(placed, arrow.endRow)
  const start = arrow.startRow === undefined ? end - 40 : heightOf(placed, arrow.startRow)
  const turn = Math.round((start + end) / 2)
  const there: LineShape = { ...drawn(arrow), kind: 'line', x1: near, y1: start, x2: far, y2: turn }
  const back: LineShape = { ...there, x1: far, y1: turn, x2: near, y2: end, role: 'lost' }
  return [
    ...(arrow.startRow === undefined ? [] : [{ ...there, cross: true }]),
    { ...back, arrow: true },
    ...nobodyShape(placed, arrow, turn),
  ]
}

/** At the end that refused: why. Left out where another label of that end stands too near. */
function nobodyShape(placed: PlacedLadder, arrow: RowArrow, y: number): TextShape[] {
  const { ladder, columns, rowY, rowOf } = placed
  const to = otherSide(arrow.from)
  const labels = refusalLabels(portOf(ladder.ends[to].address))
  const isRight = to === 'server'
  const isTaken = ladder.events.some(({ place }, event) => {
    return place === to && Math.abs((rowY[rowOf[event] ?? 0] ?? 0) - y) < 20
  })
  if (isTaken) return []
  return [
    {
      ...drawn(arrow),
      kind: 'text',
      x: columns.x[to] + (isRight ? labelGapPx : -labelGapPx),
      y: y + 4,
      text: fitLabel(labels, columns.labelPx, textWidthPx),
      anchor: isRight ? 'start' : 'end',
      role: 'lost',
    },
  ]
}

/** Over the middle of a line, lifted so that the slope does not run through it; none where it is too wide. */
function labelShapes(text: string, line: LineShape, arrow: RowArrow): Shape[] {
  const width = textWidthPx(text)
  const wire = Math.abs(line.x2 - line.x1)
  if (text === '' || width > wire - 24) return []
  const slope = Math.abs((line.y2 - line.y1) / wire)
  return [
    {
      kind: 'text',
      x: Math.round((line.x1 + line.x2) / 2),
      y: Math.round((line.y1 + line.y2) / 2 - 5 - (slope * width) / 2),
      text,
      anchor: 'middle',
      ...drawn(arrow),
    },
  ]
}

function heightOf({ rowY }: PlacedLadder, row: number | undefined): number {
  return rowY[row ?? 0] ?? 0
}

/** The wire's side of a lifeline. */
function edgeOf({ columns }: PlacedLadder, side: Side): number {
  return columns.x[side] + (side === 'client' ? bandHalfPx + 1 : -bandHalfPx - 1)
}
