import type { TraceRecord } from '@socket-labs/trace'
import { paintLine, type Span } from './ansi.ts'
import { type Side, sides } from './ladder-event.ts'
import { type Ladder, readLadder } from './ladder-model.ts'
import { rowOfEvents } from './ladder-row.ts'
import { choiceWords, emptyWords, legendLabels } from './ladder-words.ts'
import type { LadderTextOptions } from './options.ts'
import { longestTimeMs, timeFormatFor } from './quantities.ts'
import { portOf } from './record-fields.ts'
import { mergedArrows } from './row-arrows.ts'
import { rowPackets } from './segment-arrows.ts'
import { drawPackets } from './segment-wire-text.ts'
import { type Page, TerminalRows } from './terminal-rows.ts'
import { columnsOf, fitColumns, fitLabel } from './text-width.ts'
import { WireGrid } from './wire-grid.ts'
import { drawArrows } from './wire-text.ts'

/**
 * Paints a run's ladder as lines of text, each at most `columns` wide and ended by a newline; the same
 * picture as `layoutLadder`. Control characters from captured text are shown as pictures.
 */
export function ladderToTerminal(
  records: readonly TraceRecord[],
  options: LadderTextOptions = {},
): string {
  const ladder = readLadder(records, options)
  if (ladder.events.length === 0) return `${emptyWords(ladder)}.\n`
  const page = pageOf(options.columns ?? 80, ladder)
  const rowOf = rowOfEvents(ladder.rows, ladder.events)
  const arrows = mergedArrows(ladder, rowOf)
  const wire = new WireGrid(page.wire, ladder.rows.length)
  drawArrows(wire, arrows)
  drawPackets(wire, rowPackets(ladder, rowOf))
  const rows = new TerminalRows({ page, ladder, rowOf, arrows, wire })
  const lines = [...headLines(ladder, page), ...rows.lines(), legend(page, ladder)]
  return lines.map((spans) => `${paintLine(spans, options.color === true)}\n`).join('')
}

function pageOf(asked: number, { events, packets }: Ladder): Page {
  const columns = Number.isFinite(asked) ? Math.max(40, Math.floor(asked)) : 80
  const time = columns < 64 ? 6 : 9
  const rest = columns - time - 5
  const hasPackets = packets.length > 0
  const most = hasPackets ? 56 : 44
  const wire = Math.min(most, Math.max(11, Math.round(rest * (hasPackets ? 0.54 : 0.36))))
  const label = Math.floor((rest - wire) / 2)
  const formatTime = timeFormatFor(longestTimeMs(events), time)
  return { columns, time, label, wire: rest - 2 * label, formatTime }
}

function headLines(ladder: Ladder, page: Page): Span[][] {
  const margin: Span = { text: ' '.repeat(page.time + 1) }
  const unit: Span = { text: `${fitColumns('ms', page.time, 'right')} `, role: 'faint' }
  const choice = choiceWords(ladder)
  const [client = '', server = ''] = sides.map((side) => endWords(ladder, side, page.label))
  return [
    ...(choice === '' ? [] : [[margin, { text: choice, role: 'faint' } as Span]]),
    [unit, ...headLine(page, 'client', 'server', true)],
    ...(client + server === '' ? [] : [[margin, ...headLine(page, client, server, false)]]),
    ...firstStates(ladder, page),
  ]
}

/** The states that the ends were in before the first event. */
function firstStates({ bands }: Ladder, page: Page): Span[][] {
  const [client = '', server = ''] = sides.map((side) => {
    return bands.find((band) => band.side === side && band.start === undefined)?.state ?? ''
  })
  if (client === '' && server === '') return []
  return [[{ text: ' '.repeat(page.time + 1) }, ...headLine(page, client, server, true)]]
}

function headLine(page: Page, client: string, server: string, isStrong: boolean): Span[] {
  return [
    { text: fitColumns(client, page.label, 'right'), role: 'client', isStrong },
    { text: ' '.repeat(page.wire + 4) },
    { text: fitColumns(server, page.label), role: 'server', isStrong },
  ]
}

function endWords({ ends, conversation, arrows }: Ladder, side: Side, room: number): string {
  const { isSeen, address } = ends[side]
  if (!isSeen && !arrows.some(({ kind }) => kind === 'refused'))
    return fitLabel(['not seen from here', 'not seen'], room, columnsOf)
  if (conversation.drawn.length > 1 || address === '') return ''
  const port = portOf(address)
  return fitLabel(port === '' ? [address] : [address, `:${port}`], room, columnsOf)
}

function legend(page: Page, ladder: Ladder): Span[] {
  const indent = ' '.repeat(page.time + 1)
  const labels = legendLabels(ladder)
  const cut = fitLabel(labels, page.columns - indent.length, columnsOf)
  return [{ text: indent }, { text: cut, role: 'faint', isItalic: true }]
}
