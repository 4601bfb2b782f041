import type { TraceRecord } from '@socket-labs/trace'
import { paintLine, type Span } from '../ansi.ts'
import type { TextOptions } from '../options.ts'
import { fitColumns, wrapText } from '../text-width.ts'
import { type InstrumentTable, instrumentWords, readInstruments } from './instrument-readings.ts'

const stateColumns = 13
const mostCellColumns = 16

/**
 * Paints which instrument saw which state as lines of text, each at most `columns` wide and ended by a
 * newline: ✓ and the instrument's own word where it did, and under the table why it did not.
 * '' where no instrument was asked.
 */
export function instrumentsToTerminal(
  records: readonly TraceRecord[],
  options: TextOptions = {},
): string {
  const table = readInstruments(records)
  if (table.rows.length === 0) return ''
  const columns = Math.max(40, Math.floor(options.columns ?? 80))
  const room = Math.floor((columns - stateColumns) / table.instruments.length)
  const cellColumns = Math.min(mostCellColumns, room)
  const lines = [headLine(table, cellColumns), ...rowLines(table, cellColumns)]
  const reasons = table.reasons.flatMap((why, i) =>
    wrapText(why, columns - 4).map((line, part): Span[] => [
      { text: `${fitColumns(part === 0 ? String(i + 1) : '', 3, 'right')} ${line}`, role: 'faint' },
    ]),
  )
  return [...lines, ...reasons]
    .map((spans) => `${paintLine(spans, options.color === true)}\n`)
    .join('')
}

function headLine({ instruments }: InstrumentTable, cellColumns: number): Span[] {
  const names = instruments.map((name) => cut(name, cellColumns))
  return [{ text: fitColumns('Seen by', stateColumns) + names.join(''), role: 'faint' }]
}

function rowLines({ rows }: InstrumentTable, cellColumns: number): Span[][] {
  return rows.map(({ state, cells }) => [
    { text: fitColumns(state, stateColumns) },
    ...cells.map((cell): Span => {
      const role =
        cell?.outcome === 'seen' ? 'held' : cell?.outcome === 'not seen' ? 'lost' : 'faint'
      return { text: cut(cell ? instrumentWords(cell) : '', cellColumns), role }
    }),
  ])
}

/** With a space behind it. */
function cut(text: string, columns: number): string {
  return `${fitColumns(text, columns - 1)} `
}
