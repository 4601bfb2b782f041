import { otherSide } from '../ladder-event.ts'
import { formatCount } from '../quantities.ts'
import type { LineShape, RectShape, Role, Shape, TextShape } from '../shapes.ts'
import { fitLabel, textWidthPx } from '../text-width.ts'
import { bytesIn, type Piece } from './pieces.ts'
import { foldMarkPx, isThin, type PlacedRow, type PlacedStrip } from './strip-geometry.ts'
import { exactly, type Part, partsOf, pieceTitle } from './strip-words.ts'

/** Between two reads, or two messages, so much of the ground is seen. */
const gapPx = 1.5
const baselinePx = 4
const crossHalfPx = 5

/** The blocks of one row: filled with the colours of the messages whose bytes they hold. */
export function rowShapes(placed: PlacedStrip, row: PlacedRow): Shape[] {
  const { strip, window } = placed
  const { pieces } = row.row.pieces.within(window.from, window.to)
  const isUnseen = pieces.length === 0 && row.row.pieces.count === 0
  if (isUnseen) return unseenShape(placed, row)
  return pieces.flatMap((piece) => {
    const box = boxOf(placed, row, piece)
    const title = pieceTitle(strip, row.row, piece)
    const n = [piece.n, ...standsFor(placed, row, piece)]
    const isSelected = placed.selectedN !== undefined && n.includes(placed.selectedN)
    const mark = isSelected ? [selectionShape(box, piece.n)] : []
    if (row.row.kind === 'frames') return [...mark, ...frameShapes(placed, piece, box, title)]
    if (isThin(row.row, strip)) return [...mark, outline(box, strip.from, n, title)]
    const parts = partsOf(strip, Math.max(piece.from, window.from), Math.min(piece.to, window.to))
    const ownRole = row.row.kind === 'reads' ? otherSide(strip.from) : strip.from
    const role = isSelected ? 'ink' : ownRole
    return [
      ...mark,
      ...parts.flatMap((part) => partShapes(placed, { part, piece, row, title })),
      outline(box, role, n, title),
    ]
  })
}

/** Where each message was one write, the writes have no row of their own. */
function standsFor({ strip, rows }: PlacedStrip, { row }: PlacedRow, piece: Piece): number[] {
  const writes = strip.rows.find(({ kind }) => kind === 'writes')
  if (row.kind !== 'sent' || !writes || rows.some((one) => one.row === writes)) return []
  const write = exactly(writes.pieces.held, piece)
  return write ? [write.n] : []
}

interface Box {
  x: number
  y: number
  width: number
  height: number
}

function boxOf(
  { scale, window }: PlacedStrip,
  { y, height }: PlacedRow,
  piece: Pick<Piece, 'from' | 'to'>,
): Box {
  const x = scale.at(Math.max(piece.from, window.from)) + gapPx
  const right = scale.at(Math.min(piece.to, window.to)) - gapPx
  return { x, y, width: Math.max(1, right - x), height }
}

function outline(box: Box, role: Role, n: number[], title: string): RectShape {
  return { kind: 'rect', ...box, role, origin: 'observed', isOutline: true, n, title }
}

function selectionShape({ x, y, width, height }: Box, n: number): RectShape {
  const box = { x: x - 4, y: y - 4, width: width + 8, height: height + 8 }
  return { kind: 'rect', ...box, role: 'ink', origin: 'observed', n: [n] }
}

interface PartPlace {
  part: Part
  piece: Piece
  row: PlacedRow
  title: string
}

/** The bytes of one message in a block, with its number; … where it goes on in another block. */
function partShapes(placed: PlacedStrip, { part, piece, row, title }: PartPlace): Shape[] {
  const { scale, strip } = placed
  const box = boxOf(placed, row, part)
  // Within a block two messages touch; only the block has gaps around it.
  if (part.from > piece.from) box.x -= gapPx
  const end = scale.at(part.to) - (part.to < piece.to ? 0 : gapPx)
  box.width = Math.max(1, end - box.x)
  const n = piece.n === part.message.n ? [piece.n] : [piece.n, part.message.n]
  const number = formatCount(part.ordinal)
  const isStart = part.message.from >= piece.from
  const isEnd = part.message.to <= piece.to
  const marked = `${isStart ? '' : '…'}${number}${isEnd ? '' : '…'}`
  const isWhole = piece.n === part.message.n || strip.noun === 'datagram'
  const goesOn = isWhole && piece.to > placed.window.to ? ' …' : ''
  const size = `${marked} · ${formatCount(isWhole ? bytesIn(piece) : part.to - part.from)} B${goesOn}`
  const labels = isWhole ? [size, marked, number] : [marked, number]
  const label = labels.find((one) => textWidthPx(one) <= box.width - 3)
  const tint: RectShape = {
    kind: 'rect',
    ...box,
    role: 'ink',
    origin: 'derived',
    tint: part.ordinal - 1,
    n,
    title,
  }
  const cut: Shape[] = part.from > piece.from ? [cutShape(box, n, title)] : []
  return [
    tint,
    ...cut,
    ...(label === undefined
      ? []
      : [labelShape(label, clearOfFold(placed, box, label), 'ink', n, title)]),
  ]
}

/** The marks of a fold stand at its right end; the label in the middle of a block keeps left of them. */
function clearOfFold({ scale }: PlacedStrip, box: Box, label: string): Box {
  const middle = box.x + box.width / 2
  const i = scale.x.findIndex((x, at) => x <= middle && middle < (scale.x[at + 1] ?? x))
  if (i < 0 || !scale.isFolded[i]) return box
  const left = Math.max(box.x, scale.x[i] as number)
  const right = Math.min(box.x + box.width, scale.x[i + 1] as number) - foldMarkPx
  return textWidthPx(label) <= right - left ? { ...box, x: left, width: right - left } : box
}

/** Where one message ends and the next begins within a block. */
function cutShape({ x, y, height }: Box, n: number[], title: string): LineShape {
  return {
    kind: 'line',
    x1: x,
    y1: y,
    x2: x,
    y2: y + height,
    role: 'ink',
    origin: 'derived',
    n,
    title,
  }
}

function labelShape(text: string, box: Box, role: Role, n: number[], title: string): TextShape {
  const x = Math.round(box.x + box.width / 2)
  const y = Math.round(box.y + box.height / 2 + baselinePx)
  return { kind: 'text', x, y, text, anchor: 'middle', role, origin: 'observed', n, title }
}

/** A tick for a frame that is a message, ≠ for one that nobody sent, a cross where there is none. */
function frameShapes(placed: PlacedStrip, piece: Piece, box: Box, title: string): Shape[] {
  const n = [piece.n]
  if (piece.fault !== undefined) return faultShapes(piece, box, title, placed.frame.right)
  const { strip } = placed
  const isMistaken = strip.noun === 'message' && exactly(strip.messages.held, piece) === undefined
  const role = isMistaken ? 'not-held' : 'held'
  const bytes = `${formatCount(bytesIn(piece))} B`
  const sign = isMistaken ? '≠' : '✓'
  const label = fitLabel([`${sign} ${bytes}`, sign], box.width - 2, textWidthPx)
  return [
    outline(box, role, n, title),
    labelShape(label, clearOfFold(placed, box, label), role, n, title),
  ]
}

function faultShapes(piece: Piece, box: Box, title: string, right: number): Shape[] {
  const n = [piece.n]
  const isPlace = piece.to === piece.from
  const x = isPlace ? Math.min(box.x, right - crossHalfPx) : box.x + Math.min(12, box.width / 2)
  const y = box.y + box.height / 2
  const cross: LineShape = {
    kind: 'line',
    x1: x,
    y1: y,
    x2: x,
    y2: y,
    role: 'not-held',
    origin: 'observed',
    cross: true,
    n,
    title,
  }
  const room = (isPlace ? right : box.x + box.width) - x - 12
  const fault = piece.fault ?? ''
  const isFitting = textWidthPx(fault) <= room
  return [
    ...(isPlace ? [] : [outline(box, 'not-held', n, title)]),
    cross,
    ...(isFitting
      ? [{ ...labelShape(fault, box, 'not-held', n, title), x: x + 10, anchor: 'start' as const }]
      : []),
  ]
}

/** Nobody watches this end, or it has done nothing. */
function unseenShape({ strip, frame }: PlacedStrip, { row, y, height }: PlacedRow): Shape[] {
  const isSeen = row.kind === 'reads' ? strip.isReaderSeen : strip.isSenderSeen
  if (isSeen) return []
  const side = row.kind === 'reads' ? otherSide(strip.from) : strip.from
  return [
    {
      kind: 'text',
      x: frame.left + 4,
      y: Math.round(y + height / 2 + baselinePx),
      text: `the ${side} is not seen from here`,
      anchor: 'start',
      role: 'faint',
      origin: 'derived',
    },
  ]
}
