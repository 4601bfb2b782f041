import type { TraceRecord } from '@socket-labs/trace'
import { paintLine, type Span } from '../ansi.ts'
import { sortedByTime } from '../conversation.ts'
import { otherSide } from '../ladder-event.ts'
import type { TextOptions } from '../options.ts'
import { formatCount } from '../quantities.ts'
import { safeText } from '../safe-text.ts'
import type { Role } from '../shapes.ts'
import { columnsOf, fitColumns, fitLabel, fitText } from '../text-width.ts'
import { byteScale } from './byte-scale.ts'
import { ByteStreams } from './byte-streams.ts'
import { chooseStrips, type StripChoice } from './choose-strips.ts'
import type { Strip, StripRow } from './strip-model.ts'
import { isRowDrawn, restOf } from './strip-rows.ts'
import { type TextAxis, textBlocks } from './strip-text-blocks.ts'
import { windowFor } from './strip-window.ts'
import {
  countWords,
  foldSizes,
  notDrawnWords,
  stripsSentence,
  unreadWords,
  warningsOf,
  wayWords,
} from './strip-words.ts'

export interface StripTextOptions extends TextOptions, StripChoice {}

const nameColumns = 9

/** The least that a block needs for its number: an edge, and room for a sign that it is cut. */
function shortestColumns(ordinal: number): number {
  return formatCount(ordinal).length + 2
}

/**
 * Paints the bytes of a run as lines of text, each at most `columns` wide and ended by a newline; the same
 * picture as `layoutStrip`. Every second message is hatched with `/`; `≠` is a frame that nobody sent, `✗`
 * a place where no frame was found.
 */
export function stripToTerminal(
  records: readonly TraceRecord[],
  options: StripTextOptions = {},
): string {
  const asked = options.columns ?? 80
  const columns = Number.isFinite(asked) ? Math.max(40, Math.floor(asked)) : 80
  const streams = new ByteStreams()
  for (const record of sortedByTime(records)) streams.add(record)
  const chosen = chooseStrips(streams, options)
  if (chosen.strips.length === 0) return `${stripsSentence(chosen)}\n`
  const lines = chosen.strips.flatMap((strip, i) => [
    ...(i > 0 ? [[]] : []),
    ...stripLines(strip, columns, options.selectedN),
  ])
  if (chosen.notDrawn > 0) lines.push([{ text: notDrawnWords(chosen.notDrawn), role: 'faint' }])
  const cut = fitText('Which byte was read where is derived, by counting.', columns, columnsOf)
  lines.push([{ text: cut, role: 'faint', isItalic: true }])
  return lines.map((spans) => `${paintLine(spans, options.color === true)}\n`).join('')
}

function stripLines(strip: Strip, columns: number, selectedN: number | undefined): Span[][] {
  const room = columns - nameColumns - 2
  const { window, shortest } = windowFor(strip, room, shortestColumns, { selectedN })
  const measures = { left: 0, room, shortest, shortestFold: 9, mostPerByte: 5 }
  const axis: TextAxis = { strip, window, scale: byteScale(window.edges, measures), room }
  const rows = strip.rows.filter((row) => isRowDrawn(row, strip, window))
  return [
    headLine(strip, columns),
    ...foldLine(axis),
    ...rows.flatMap((row) => rowLines(axis, row)),
    ...restLines(axis, rows, columns),
    ...warningsOf(strip).map((text): Span[] => [
      { text: fitText(text, columns, columnsOf), role: 'lost' },
    ]),
  ]
}

function headLine(strip: Strip, columns: number): Span[] {
  const way = `${fitText(safeText(strip.conn), 12, columnsOf)} ${wayWords(strip)}`
  const counts = countWords(strip).join(', ')
  const about = strip.codec === '' ? [counts] : [`${counts} · ${strip.codec}`, counts]
  const words = fitLabel(about, columns - columnsOf(way) - 2, columnsOf)
  return [
    { text: way, role: strip.from, isStrong: true },
    { text: `  ${words}`, role: 'faint' },
  ]
}

function rowLines(axis: TextAxis, row: StripRow): Span[][] {
  const { strip } = axis
  const isSenders = row.kind === 'sent' || row.kind === 'writes'
  const role: Role = isSenders ? strip.from : otherSide(strip.from)
  const name: Span = { text: fitColumns(safeText(row.name), nameColumns), role }
  const unread = row.kind === 'reads' && !strip.isCut ? unreadWords(strip) : ''
  const lines = [[name, ...textBlocks(axis, row, unread)]]
  if (row.kind === 'reads' && strip.noun !== 'datagram') lines.push(offsetLine(axis))
  return lines
}

/** How many bytes a folded stretch has. */
function foldLine({ scale, room }: TextAxis): Span[][] {
  if (!scale.isFolded.includes(true)) return []
  const line = new TextLine(room + 1)
  for (const [i, isFolded] of scale.isFolded.entries()) {
    if (!isFolded) continue
    const bytes = (scale.edges[i + 1] as number) - (scale.edges[i] as number)
    const [left, right] = [scale.x[i] as number, scale.x[i + 1] as number]
    const words = foldSizes(bytes)
      .map((size) => `~${size}~`)
      .find((one) => one.length < right - left)
    if (words) line.write(words, (left + right) / 2, 1)
  }
  return [[{ text: ' '.repeat(nameColumns) }, { text: line.text, role: 'faint' }]]
}

function offsetLine({ strip, scale, window, room }: TextAxis): Span[] {
  const { pieces } = strip.reads.within(window.from, window.to)
  const inside = [...pieces.flatMap(({ from, to }) => [from, to]), strip.sentBytes].filter(
    (edge) => edge > window.from && edge < window.to,
  )
  const line = new TextLine(room + 2)
  for (const edge of [window.from, window.to, ...inside]) {
    line.write(formatCount(edge), scale.at(edge), 2)
  }
  return [{ text: ' '.repeat(nameColumns) }, { text: line.text, role: 'faint' }]
}

function restLines(axis: TextAxis, rows: readonly StripRow[], columns: number): Span[][] {
  const isReads = (row: StripRow) => row.kind === 'reads' && row.pieces.count > 0
  const row = rows.find(isReads) ?? rows[0]
  if (!row) return []
  const { strip, window } = axis
  const { before, after } = restOf(row, window)
  const parts = [
    before && `${formatCount(before.count)} earlier`,
    after && `${formatCount(after.count)} later`,
  ].filter(Boolean)
  if (parts.length === 0) return []
  const what = strip.noun === 'datagram' ? 'datagrams' : row.name
  const text = `… ${parts.join(' and ')} ${what} not drawn`
  return [[{ text: fitText(text, columns, columnsOf), role: 'faint' }]]
}

/** Words on a line, each only where it does not touch another. */
class TextLine {
  #characters: string[]

  constructor(columns: number) {
    this.#characters = new Array(columns).fill(' ')
  }

  get text(): string {
    return this.#characters.join('')
  }

  write(words: string, middle: number, apart: number): void {
    const most = this.#characters.length - words.length
    const start = Math.min(most, Math.max(0, Math.round(middle - words.length / 2)))
    const around = this.#characters.slice(Math.max(0, start - apart), start + words.length + apart)
    if (most < 0 || around.some((one) => one !== ' ')) return
    this.#characters.splice(start, words.length, ...words)
  }
}
