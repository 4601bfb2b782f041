import type { TraceRecord } from '@socket-labs/trace'
import { paintLine, type Span } from '../ansi.ts'
import { describe } from '../describe.ts'
import type { TextOptions } from '../options.ts'
import { formatBytes, formatCount } from '../quantities.ts'
import { bytesOf } from '../record-fields.ts'
import { safeText } from '../safe-text.ts'
import { columnsOf, fitColumns, fitText } from '../text-width.ts'
import { type ByteLine, byteLines } from './byte-lines.ts'
import { type ByteField, fieldPlace, readFields } from './read-fields.ts'

export interface FieldsTextOptions extends TextOptions {
  /** Most bytes shown, default 64; how many more there are is said. */
  maxBytes?: number
}

/**
 * A record's bytes and what they mean, as text: under each line of hex the names (or, where they do not
 * fit, the numbers) of its fields, then a list of the fields. Each line is at most `columns` wide.
 */
export function fieldsToTerminal(
  record: TraceRecord,
  bytes: Uint8Array,
  options: FieldsTextOptions = {},
): string {
  const { columns: asked = 80, maxBytes = 64 } = options
  const columns = Number.isFinite(asked) ? Math.max(40, Math.floor(asked)) : 80
  const { fields, warnings } = readFields(record)
  const shown = bytes.subarray(0, Math.max(1, maxBytes))
  const perLine = columns < 74 ? 8 : 16
  const rest = (bytesOf(record) ?? bytes.length) - shown.length
  const head = `#${formatCount(record.n)} ${safeText(record.at)}: ${describe(record)}`
  const lines: Span[][] = [
    [{ text: fitText(head, columns, columnsOf), isStrong: true }],
    ...byteLines(shown, fields, perLine).flatMap((line) => textLines(line, perLine)),
    ...(rest > 0 ? [[{ text: `${formatBytes(rest)} more`, role: 'faint' } as Span]] : []),
    ...fields.map((field) => legendLine(field, columns)),
    ...warnings.map((text): Span[] => [{ text: fitText(text, columns, columnsOf), role: 'lost' }]),
  ]
  return lines.map((spans) => `${paintLine(spans, options.color === true)}\n`).join('')
}

function textLines({ offset, runs }: ByteLine, perLine: number): Span[][] {
  const margin = `${offset.toString(16).padStart(4, '0')}  `
  const hex: Span[] = [{ text: margin, role: 'faint' }]
  const asText: Span[] = []
  const names: Span[] = [{ text: ' '.repeat(margin.length) }]
  let bytes = 0
  for (const run of runs) {
    const look = run.field ? { tint: run.field.index } : { role: 'ink' as const }
    const edge = run.field ? '|' : ' '
    hex.push({ text: `${edge}${run.hex.join(' ')}`, ...look })
    asText.push({ text: run.text, ...look })
    const room = run.hex.length * 3
    names.push({ text: fitColumns(nameOf(run.field, run.isStart, room - 1), room), ...look })
    bytes += run.hex.length
  }
  const space = ' '.repeat((perLine - bytes) * 3 + 3)
  const hasNames = runs.some(({ field, isStart }) => field && isStart)
  return [[...hex, { text: space }, ...asText], ...(hasNames ? [names] : [])]
}

function nameOf(field: ByteField | undefined, isStart: boolean, room: number): string {
  if (!field || !isStart) return ''
  const labels = [field.name, String(field.index + 1)]
  return ` ${labels.find((one) => columnsOf(one) <= room) ?? ''}`
}

function legendLine(field: ByteField, columns: number): Span[] {
  const { index, name, value } = field
  const number = fitColumns(String(index + 1), 3, 'right')
  const place = fitColumns(fieldPlace(field), 14)
  const room = Math.max(8, columns - 3 - 1 - 18 - 1 - 14 - 1)
  return [
    { text: `${number} `, tint: index },
    { text: `${fitColumns(name, 18)} `, tint: index },
    { text: `${place} `, role: 'faint' },
    { text: fitText(value, room, columnsOf) },
  ]
}
