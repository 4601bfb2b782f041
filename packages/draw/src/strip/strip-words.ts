import { otherSide } from '../ladder-event.ts'
import { formatBytes, formatCount, plural } from '../quantities.ts'
import { safeText } from '../safe-text.ts'
import type { ChosenStrips } from './choose-strips.ts'
import { bytesIn, type Piece } from './pieces.ts'
import type { Strip, StripRow } from './strip-model.ts'

/** The whole picture in a sentence or two, for those who cannot see it. */
export function stripsSentence({ strips, notDrawn, refused }: ChosenStrips): string {
  if (strips.length === 0) {
    return ['No bytes have been seen yet.', ...refusedWords(refused)].join(' ')
  }
  const told = strips.map((strip) => `${safeText(strip.conn)}, ${headWords(strip)}`)
  const rest = notDrawn > 0 ? ` ${notDrawnWords(notDrawn)}` : ''
  return `Strip of bytes, one line for who sent and one for who read. ${told.join('; ')}.${rest}`
}

export function notDrawnWords(connections: number): string {
  return `${plural(connections, 'other connection')} with bytes ${connections === 1 ? 'is' : 'are'} not drawn.`
}

/** `client → server: 3 messages, 2 reads, 21 bytes`. */
function headWords(strip: Strip): string {
  return `${wayWords(strip)}: ${countWords(strip).join(', ')}`
}

export function wayWords({ from }: Strip): string {
  return `${from} → ${otherSide(from)}`
}

/** The most telling first. */
export function countWords(strip: Strip): string[] {
  const { messages, noun, reads } = strip
  const isDatagrams = noun === 'datagram'
  const counts = [
    messages.count > 0 && `${plural(messages.count, noun)}${isDatagrams ? ' sent' : ''}`,
    strip.isReaderSeen &&
      (isDatagrams ? `${formatCount(reads.count)} received` : plural(reads.count, 'read')),
    !isDatagrams && formatBytes(Math.max(strip.sentBytes, reads.end)),
  ]
  return counts.filter((one) => one !== false)
}

/** What one block is. Everything that was counted together says that it is derived. */
export function pieceTitle(strip: Strip, row: StripRow, piece: Piece): string {
  if (strip.noun === 'datagram') return datagramTitle(strip, row, piece)
  const place = `${formatBytes(bytesIn(piece))} from offset ${formatCount(piece.from)}`
  if (row.kind === 'reads') return readTitle(strip, piece, place)
  if (row.kind === 'frames') return frameTitle(strip, piece, place)
  if (row.kind === 'writes') return `A write: ${place}.`
  return `Message ${ordinalOf(strip.messages, piece)}, as the ${strip.from} meant it: ${place}.`
}

function datagramTitle(strip: Strip, { kind }: StripRow, piece: Piece): string {
  const bytes = formatBytes(bytesIn(piece))
  if (kind === 'reads') {
    const sent = exactly(strip.messages.held, piece)
    const which = sent ? `: datagram ${ordinalOf(strip.messages, sent)}` : ', sent unseen'
    return `A datagram of ${bytes} was received${which}. Matched by size and order.`
  }
  const isThere = exactly(strip.reads.held, piece) !== undefined
  const rest = isThere || !strip.isReaderSeen ? '' : ` Its program has not received it.`
  return `Datagram ${ordinalOf(strip.messages, piece)}: ${bytes}.${rest}`
}

function readTitle(strip: Strip, read: Piece, place: string): string {
  const parts = partsOf(strip, read.from, read.to)
  const holds = parts.length === 0 ? '' : `: ${listWords(parts.map(partWords(strip.noun)))}`
  return `One read: ${place}${holds}.${lessonOf(strip, parts)} Matched by counting bytes.`
}

/** Two messages in one read, or one in several: said only where the sender spoke of messages. */
function lessonOf({ noun }: Strip, parts: readonly Part[]): string {
  if (noun !== 'message') return ''
  const isSticky = parts.length > 1
  const isHalf = parts.some(({ isStart, isEnd }) => !isStart || !isEnd)
  if (isSticky && isHalf) return ' Sticky, and one message is cut.'
  return isSticky ? ' Sticky: several messages in one read.' : isHalf ? ' A message is cut.' : ''
}

function frameTitle(strip: Strip, frame: Piece, place: string): string {
  if (frame.fault !== undefined) {
    const skipped = frame.to > frame.from ? `, ${formatBytes(frame.to - frame.from)} skipped` : ''
    return `No frame at offset ${formatCount(frame.from)}: ${frame.fault}${skipped}.`
  }
  if (strip.noun !== 'message') return `A frame: ${place}.`
  const message = exactly(strip.messages.held, frame)
  if (message) return `A frame: ${place}. It is message ${ordinalOf(strip.messages, message)}.`
  return `The reader took these for a frame: ${place}. No message was sent with these bounds.`
}

/** A message, or what of it lies within some bytes. */
export interface Part {
  message: Piece
  /** Counted from 1. */
  ordinal: number
  from: number
  to: number
  /** Whether it begins, and ends, in here. */
  isStart: boolean
  isEnd: boolean
}

/** The messages whose bytes lie between two offsets. */
export function partsOf({ messages }: Strip, from: number, to: number): Part[] {
  const { first, pieces } = messages.within(from, to)
  return pieces
    .map((message, i) => ({
      message,
      ordinal: messages.forgotten + first + i + 1,
      from: Math.max(from, message.from),
      to: Math.min(to, message.to),
      isStart: message.from >= from,
      isEnd: message.to <= to,
    }))
    .filter((part) => part.to > part.from && part.message.fault === undefined)
}

function partWords(noun: string): (part: Part) => string {
  return ({ ordinal, from, to, isStart, isEnd }) => {
    const name = `${noun} ${formatCount(ordinal)}`
    if (isStart && isEnd) return `${name} whole`
    const bytes = formatBytes(to - from)
    return `${isStart ? 'the first ' : isEnd ? 'the last ' : ''}${bytes} of ${name}`
  }
}

const mostListed = 5

function listWords(words: string[]): string {
  if (words.length > mostListed) {
    const rest = words.length - mostListed + 1
    return `${words.slice(0, mostListed - 1).join(', ')} and ${rest} more`
  }
  return words.join(', ')
}

/** Which of its row a piece is, counted from 1. */
function ordinalOf(
  row: { held: readonly Piece[]; forgotten: number; firstAfter(byte: number): number },
  piece: Piece,
): number {
  return row.forgotten + row.firstAfter(piece.from) + 1
}

/** The piece with just these bounds. */
export function exactly(held: readonly Piece[], { from, to }: Piece): Piece | undefined {
  let low = 0
  let high = held.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((held[middle] as Piece).from < from) low = middle + 1
    else high = middle
  }
  return [held[low], held[low + 1]].find((one) => one?.from === from && one.to === to)
}

/** What is not right with the records, in short sentences. */
export function warningsOf({ isCut, isUncertain, isOver, refused }: Strip): string[] {
  const cut = isCut ? ['Records are missing, so bytes are not counted any further.'] : []
  const guess =
    isUncertain && isOver
      ? ['Of datagrams that are alike, other ones may be lost than it seems: they carry no number.']
      : []
  return [...cut, ...guess, ...refusedWords(refused)]
}

function refusedWords(refused: number): string[] {
  if (refused === 0) return []
  const isOne = refused === 1
  return [`${plural(refused, 'record')} with impossible offsets ${isOne ? 'is' : 'are'} left out.`]
}

/** Bytes that the reader has not taken; '' where it has, or where nobody watches it. */
export function unreadWords(strip: Strip): string {
  const bytes = strip.sentBytes - strip.reads.end
  if (bytes <= 0 || !strip.isReaderSeen || strip.noun === 'datagram') return ''
  return `${formatCount(bytes)} B ${strip.isOver ? 'never read' : 'not read yet'}`
}

/** How many bytes a folded stretch has, ever shorter. */
export function foldSizes(bytes: number): string[] {
  const about = bytes % 1024 === 0 ? '' : '~'
  return [`${formatCount(bytes)} B`, `${about}${formatCount(Math.round(bytes / 1024))} KiB`]
}
