import type { TraceRecord } from '@socket-labs/trace'
import { paintLine, type Span } from '../ansi.ts'
import { type Side, sides } from '../ladder-event.ts'
import type { TextOptions } from '../options.ts'
import { formatCount, longestTimeMs, timeFormatFor } from '../quantities.ts'
import { columnsOf, fitColumns, fitLabel, fitText } from '../text-width.ts'
import type { StateStep, StatesContent, StatesEnd, StatesPicture } from './states-model.ts'
import { byMoment, readStates } from './states-model.ts'
import { causeLabels, connectionWords, emptyWords } from './states-words.ts'
import type { TcpState } from './tcp-states.ts'

export interface StatesTextOptions extends TextOptions, StatesContent {
  /** Most rows of the path, default 24; what is left out is counted. */
  maxRows?: number
}

/** A name with its mark, and the space behind it. */
const cellColumns = 13
const figureColumns = 3 * cellColumns
/** A step of the server's stands so far to the right of one of the client's. */
const serverIndent = ' '.repeat(30)

/** The arrangement of RFC 9293 §3.3.2, Figure 5: left, middle, right. */
const rows: readonly (readonly (TcpState | '')[])[] = [
  ['', 'CLOSED', ''],
  ['', 'LISTEN', ''],
  ['SYN_RCVD', '', 'SYN_SENT'],
  ['', 'ESTABLISHED', ''],
  ['FIN_WAIT_1', '', 'CLOSE_WAIT'],
  ['FIN_WAIT_2', 'CLOSING', 'LAST_ACK'],
  ['', 'TIME_WAIT', ''],
]

/**
 * Paints the states of both ends as lines of text, each at most `columns` wide and ended by a newline: all
 * eleven states at their places with marks, and under them the path with times and causes.
 */
export function statesToTerminal(
  records: readonly TraceRecord[],
  options: StatesTextOptions = {},
): string {
  const asked = options.columns ?? 80
  const columns = Number.isFinite(asked) ? Math.max(40, Math.floor(asked)) : 80
  const picture = readStates(records, options)
  const drawn = sides.filter((side) => picture.ends[side].now !== undefined)
  if (drawn.length === 0) return `${emptyWords(picture)}.\n`
  const isWide = columns >= 2 * figureColumns
  const lines = [
    headLine(picture, columns),
    ...(isWide
      ? besideEachOther(picture.ends)
      : drawn.flatMap((side) => [[], ...figureLines(picture.ends[side])])),
    [],
    ...pathLines(picture, { columns, isWide, maxRows: options.maxRows ?? 24 }),
  ]
  return lines.map((spans) => `${paintLine(spans, options.color === true)}\n`).join('')
}

/** How many of the eleven states the ends of the connection drawn were seen in. */
export function distinctStates(records: readonly TraceRecord[]): number {
  const { client, server } = readStates(records, {}).ends
  return new Set([...client.visited, ...server.visited]).size
}

function headLine(picture: StatesPicture, columns: number): Span[] {
  const { connections } = picture
  const what = picture.conn === '' ? 'States' : `States of ${connectionWords(picture)}`
  const which = connections > 1 ? `${what}, one of ${connections}` : what
  const marks = '● now   ○ been there   · never'
  const words = fitLabel([`${which}   ${marks}`, which], columns, columnsOf)
  return [{ text: words, role: 'faint' }]
}

function besideEachOther({ client, server }: Record<Side, StatesEnd>): Span[][] {
  const right = figureLines(server)
  return figureLines(client).map((line, i) => [...line, ...(right[i] ?? [])])
}

/** The end's name and address, and under it the eleven states. */
function figureLines(end: StatesEnd): Span[][] {
  const room = figureColumns - 2
  const name = fitText(end.place, 12, columnsOf)
  const words = end.now === undefined ? 'no state was seen here' : end.address
  const address = fitText(words, room - columnsOf(name) - 1, columnsOf)
  const space = figureColumns - columnsOf(name) - columnsOf(address) - 1
  return [
    [
      { text: `${name} `, role: end.role, isStrong: true },
      { text: address + ' '.repeat(space), role: 'faint' },
    ],
    ...rows.map((row) => row.map((state) => cell(end, state))),
  ]
}

function cell(end: StatesEnd, state: TcpState | ''): Span {
  if (state === '') return { text: ' '.repeat(cellColumns) }
  const isNow = end.now === state
  const hasBeen = end.visited.has(state)
  const text = fitColumns(`${isNow ? '●' : hasBeen ? '○' : '·'} ${state}`, cellColumns)
  return hasBeen ? { text, role: end.role, isStrong: isNow } : { text, role: 'faint' }
}

interface PathPage {
  columns: number
  isWide: boolean
  maxRows: number
}

/** The steps of both ends in order of time, each under its end where there is room for two columns. */
function pathLines({ ends }: StatesPicture, { columns, isWide, maxRows }: PathPage): Span[][] {
  const steps = sides
    .flatMap((side) => ends[side].steps.map((step) => ({ end: ends[side], step })))
    .filter(({ step }) => !step.isLater)
    .sort((a, b) => byMoment(a.step, b.step))
  const left = Math.max(0, steps.length - Math.max(1, Math.floor(maxRows)))
  const formatTime = timeFormatFor(longestTimeMs(steps.map(({ step }) => step.record)), 9)
  const digits = String(steps.at(-1)?.step.number ?? 0).length
  const rest = left === 0 ? [] : [leftOut(left, columns)]
  return [
    [{ text: fitColumns('ms', 9, 'right'), role: 'faint' }],
    ...rest,
    ...steps.slice(left).map(({ end, step }): Span[] => {
      const time: Span = { text: `${fitColumns(formatTime(step.record.tMs), 9, 'right')} ` }
      const indent = isWide && end.side === 'server' ? serverIndent : ''
      const room = columns - 10 - indent.length
      const place = isWide ? '' : `${fitColumns(end.place, 7)} `
      const words = place + stepWords(step, digits, room - columnsOf(place))
      return [{ ...time, role: 'faint' }, { text: indent }, { text: words, role: end.role }]
    }),
  ]
}

function leftOut(count: number, columns: number): Span[] {
  const text = `${' '.repeat(10)}… ${formatCount(count)} earlier moves not shown`
  return [{ text: fitText(text, columns, columnsOf), role: 'faint' }]
}

/** `2 → ESTABLISHED  SYN+ACK from server`; ⇢ where the figure has no such arrow. */
function stepWords(step: StateStep, digits: number, room: number): string {
  const arrow = step.way === 'figure' ? '→' : step.way === 'found' ? '=' : '⇢'
  const number = step.way === 'found' ? '' : String(step.number)
  const move = `${fitColumns(number, digits, 'right')} ${arrow} ${step.to}`
  const labels = causeLabels(step).map((cause) => `${move}  ${cause}`)
  return fitLabel(labels.length > 0 ? labels : [move], room, columnsOf)
}
