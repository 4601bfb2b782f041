import type { Span } from '../ansi.ts'
import { otherSide } from '../ladder-event.ts'
import { tintOf } from '../palette.ts'
import { formatCount } from '../quantities.ts'
import { columnsOf, fitText } from '../text-width.ts'
import type { ByteScale } from './byte-scale.ts'
import { bytesIn, type Piece } from './pieces.ts'
import type { Strip, StripRow } from './strip-model.ts'
import type { StripWindow } from './strip-window.ts'
import { exactly, partsOf } from './strip-words.ts'

export interface TextAxis {
  strip: Strip
  window: StripWindow
  scale: ByteScale
  /** Columns of the axis; the last edge stands behind them. */
  room: number
}

/** One row as text: `│1    │2////│`; a message that begins within a block begins with its number. */
export function textBlocks(axis: TextAxis, row: StripRow, unread: string): Span[] {
  const { strip, window, room } = axis
  const { pieces } = row.pieces.within(window.from, window.to)
  const cells: Span[] = new Array<Span>(room + 1).fill({ text: ' ' })
  const isUnseen = row.kind === 'reads' ? !strip.isReaderSeen : !strip.isSenderSeen
  if (pieces.length === 0 && isUnseen) {
    const side = row.kind === 'reads' ? otherSide(strip.from) : strip.from
    return [{ text: fitText(`the ${side} is not seen from here`, room, columnsOf), role: 'faint' }]
  }
  for (const piece of pieces) {
    if (row.kind === 'frames') writeFrame(cells, axis, piece)
    else writeBlock(cells, axis, row, piece)
  }
  if (row.kind === 'reads') writeMissing(cells, axis, unread)
  return joined(cells)
}

function placeOf({ scale, window }: TextAxis, piece: Pick<Piece, 'from' | 'to'>) {
  return {
    left: Math.round(scale.at(Math.max(piece.from, window.from))),
    right: Math.round(scale.at(Math.min(piece.to, window.to))),
  }
}

function write(cells: Span[], at: number, text: string, look: Omit<Span, 'text'>): void {
  const characters = [...text].slice(0, Math.max(0, cells.length - at))
  for (const [i, character] of characters.entries()) cells[at + i] = { ...look, text: character }
}

function writeBlock(cells: Span[], axis: TextAxis, row: StripRow, piece: Piece): void {
  const { strip, window } = axis
  const role = row.kind === 'reads' ? otherSide(strip.from) : strip.from
  const from = Math.max(piece.from, window.from)
  const to = Math.min(piece.to, window.to)
  // Writes beside messages are only edges: which bytes went together.
  const isThin = row.kind === 'writes' && strip.noun === 'message'
  for (const part of isThin ? [] : partsOf(strip, from, to)) {
    const { left, right } = placeOf(axis, part)
    // Where a message begins within a block, its number would run into the one before.
    if (part.from > from) write(cells, left, '╎', { role })
    const start = left + 1
    const room = right - start
    const tint = part.ordinal - 1
    const number = formatCount(part.ordinal)
    const marked = `${part.message.from < piece.from ? '…' : ''}${number}${part.message.to > piece.to ? '…' : ''}`
    const isWhole = piece.n === part.message.n
    const size = isWhole ? [`${marked} ${formatCount(bytesIn(piece))} B`] : []
    const label = [...size, marked, number].find((one) => one.length <= room) ?? ''
    const rest = tintOf(tint).isHatched ? '/' : ' '
    write(cells, start, label + rest.repeat(Math.max(0, room - label.length)), { tint })
  }
  const { left, right } = placeOf(axis, { from, to })
  if (isThin) write(cells, left, '─'.repeat(right - left), { role })
  write(cells, left, '│', { role })
  write(cells, right, '│', { role })
}

function writeFrame(cells: Span[], axis: TextAxis, piece: Piece): void {
  const { strip } = axis
  const { left, right } = placeOf(axis, piece)
  if (piece.fault !== undefined) {
    const room = Math.max(1, (piece.to > piece.from ? right : cells.length) - left)
    write(cells, left, fitText(`✗ ${piece.fault}`, room, columnsOf) || '✗', { role: 'not-held' })
    return
  }
  const isMistaken = strip.noun === 'message' && !exactly(strip.messages.held, piece)
  const role = isMistaken ? 'not-held' : 'held'
  write(cells, left, '│', { role })
  write(cells, left + 1, isMistaken ? '≠' : '✓', { role })
  write(cells, right, '│', { role })
}

/** Bytes that nobody has taken, datagrams that nobody received. */
function writeMissing(cells: Span[], axis: TextAxis, unread: string): void {
  const { strip, window } = axis
  const role = strip.isOver ? 'lost' : 'faint'
  if (unread !== '' && strip.reads.end < window.to) {
    const { left, right } = placeOf(axis, { from: strip.reads.end, to: strip.sentBytes })
    write(cells, left + 2, fitText(unread, right - left - 2, columnsOf), { role, isItalic: true })
  }
  if (strip.noun !== 'datagram' || !strip.isReaderSeen) return
  for (const sent of strip.sent.within(window.from, window.to).pieces) {
    if (exactly(strip.reads.held, sent)) continue
    write(cells, placeOf(axis, sent).left + 1, strip.isOver ? '✗' : '?', { role })
  }
}

/** Neighbours that look the same become one span. */
function joined(cells: readonly Span[]): Span[] {
  const spans: Span[] = []
  for (const cell of cells) {
    const last = spans.at(-1)
    const isSame =
      last?.role === cell.role && last?.tint === cell.tint && last?.isItalic === cell.isItalic
    if (last && isSame) last.text += cell.text
    else spans.push({ ...cell })
  }
  return spans
}
