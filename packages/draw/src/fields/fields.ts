import type { TraceRecord } from '@socket-labs/trace'
import { describe } from '../describe.ts'
import { formatBytes, formatCount } from '../quantities.ts'
import { bytesOf } from '../record-fields.ts'
import { safeText } from '../safe-text.ts'
import type { Scene, Shape, TextShape } from '../shapes.ts'
import { topOf } from '../shapes-within.ts'
import { fitText, strongWidthPx, textWidthPx } from '../text-width.ts'
import { type ByteLine, type ByteRun, byteLines } from './byte-lines.ts'
import { type ByteField, fieldPlace, readFields } from './read-fields.ts'

export interface FieldsOptions {
  /** Width of the picture in px, 360 to 1 400 look best; less than 280 is taken as 280. */
  width: number
  /** Most bytes drawn, default 256; how many more there are is said. */
  maxBytes?: number
}

const bytePx = 24
const characterPx = 7
const offsetPx = 44
const cellPx = 20
/** Between hex and text. */
const betweenPx = 12
/** A line of bytes, and one under which the names of fields stand. */
const linePx = 25
const namedLinePx = 42
const legendLinePx = 20

/**
 * Lays out a record's bytes as a table with a tint for each field: hex at the left, the same bytes as text
 * at the right, names under the bytes where they fit, and a list of all fields with their values.
 * `bytes` are those that were captured, from the record's first byte on.
 */
export function layoutFields(
  record: TraceRecord,
  bytes: Uint8Array,
  { width: asked, maxBytes = 256 }: FieldsOptions,
): Scene {
  const width = Number.isFinite(asked) ? Math.max(280, Math.round(asked)) : 720
  const { fields, warnings } = readFields(record)
  const shown = bytes.subarray(0, Math.max(1, maxBytes))
  const perLine = [16, 8, 4].find((count) => lineWidthPx(count) <= width) ?? 4
  const label = `Bytes of record ${record.n} and what they mean: ${describe(record)}.`
  const shapes: Shape[] = [text(fitSans(headWords(record), width - 12), 6, 18, 'ink')]
  let y = 30
  for (const line of byteLines(shown, fields, perLine)) {
    shapes.push(...lineShapes(line, { y, perLine, width, n: record.n }))
    y += line.runs.some(({ field, isStart }) => field && isStart) ? namedLinePx : linePx
  }
  const rest = (bytesOf(record) ?? bytes.length) - shown.length
  const notes = [...(rest > 0 ? [`${formatBytes(rest)} more, not drawn here.`] : []), ...warnings]
  for (const note of notes) {
    y += legendLinePx
    shapes.push(
      text(fitSans(note, width - 12), 6, y - 6, note === notes[0] && rest > 0 ? 'faint' : 'lost'),
    )
  }
  y += 6
  const columns = legendColumns(fields, width)
  for (const field of fields) {
    shapes.push(...legendShapes(field, y, columns, record.n))
    y += legendLinePx
  }
  return { width, height: y + 8, shapes: shapes.sort((a, b) => topOf(a) - topOf(b)), label }
}

function lineWidthPx(bytes: number): number {
  return offsetPx + bytes * (bytePx + characterPx) + betweenPx + 6
}

function headWords(record: TraceRecord): string {
  return `#${formatCount(record.n)} ${safeText(record.at)}: ${describe(record)}`
}

function fitSans(words: string, room: number): string {
  return fitText(words, room, textWidthPx)
}

function text(words: string, x: number, y: number, role: TextShape['role']): TextShape {
  return { kind: 'text', x, y, text: words, anchor: 'start', role, origin: 'observed' }
}

interface Place {
  y: number
  perLine: number
  width: number
  n: number
}

function lineShapes({ offset, runs }: ByteLine, place: Place): Shape[] {
  const { y, perLine } = place
  const digits = offset.toString(16).padStart(4, '0')
  const at: TextShape = { ...text(digits, 6, y + 14, 'faint'), mono: true }
  const asText = offsetPx + perLine * bytePx + betweenPx
  return [at, ...runs.flatMap((run) => runShapes(run, place, asText))]
}

/** Neighbouring bytes of one field: a tinted box with their hex, another with their text, the name under it. */
function runShapes(run: ByteRun, { y, width, n }: Place, asText: number): Shape[] {
  const { field, hex, column } = run
  const x = offsetPx + column * bytePx
  const title = field && fieldWords(field)
  const look = { n: [n], ...(title && { title }) }
  const shapes: Shape[] = []
  if (field) {
    const box = { y, height: cellPx, kind: 'rect', role: 'ink', origin: 'observed' } as const
    const tint = field.index
    shapes.push({ ...box, x: x + 0.5, width: hex.length * bytePx - 1, tint, ...look })
    const textX = asText + column * characterPx
    shapes.push({ ...box, x: textX, width: hex.length * characterPx, tint, ...look })
  }
  for (const [i, pair] of hex.entries()) {
    const middle = x + i * bytePx + bytePx / 2
    shapes.push({ ...text(pair, middle, y + 14, 'ink'), anchor: 'middle', mono: true, ...look })
  }
  for (const [i, character] of [...run.text].entries()) {
    const middle = asText + (column + i) * characterPx + characterPx / 2
    const sign = text(character, middle, y + 14, 'ink')
    shapes.push({ ...sign, anchor: 'middle', mono: true, ...look })
  }
  const name = field && run.isStart ? nameUnder(field, hex.length * bytePx, width - x) : ''
  return name === ''
    ? shapes
    : [...shapes, { ...text(name, x + 1, y + cellPx + 13, 'ink'), ...look }]
}

/** The name where it fits under the field's bytes, else its number in the list, else nothing. */
function nameUnder(field: ByteField, roomPx: number, edgePx: number): string {
  const room = Math.min(roomPx, edgePx) - 2
  const number = String(field.index + 1)
  return [field.name, number].find((one) => textWidthPx(one) <= room) ?? ''
}

function fieldWords(field: ByteField): string {
  const value = field.value === '' ? '' : ` = ${field.value}`
  return `${field.name}, ${fieldPlace(field)}${value}`
}

/** Where names, places and values begin, and where values end: names get what they need, up to two fifths. */
interface LegendColumns {
  nameX: number
  placeX: number
  valueX: number
  endX: number
}

function legendColumns(fields: readonly ByteField[], width: number): LegendColumns {
  const widest = (words: (field: ByteField) => number) => Math.max(0, ...fields.map(words))
  const name = Math.min(width * 0.4, widest((field) => strongWidthPx(field.name)) + 14)
  const place = widest((field) => textWidthPx(fieldPlace(field))) + 14
  const nameX = 40
  const placeX = Math.round(nameX + name)
  return { nameX, placeX, valueX: Math.round(placeX + place), endX: width - 8 }
}

function legendShapes(
  field: ByteField,
  y: number,
  { nameX, placeX, valueX, endX }: LegendColumns,
  n: number,
): Shape[] {
  const { index, name, value } = field
  const title = fieldWords(field)
  const look = { n: [n], title }
  const number = `${index + 1}`
  const box = { x: 6, y: y + 1, width: 26, height: 17, tint: index }
  const measureMono = (one: string) => textWidthPx(one, true)
  return [
    { kind: 'rect', ...box, role: 'ink', origin: 'observed', ...look },
    { ...text(number, 19, y + 14, 'ink'), anchor: 'middle', mono: true, ...look },
    {
      ...text(fitText(name, placeX - nameX - 8, strongWidthPx), nameX, y + 14, 'ink'),
      strong: true,
      ...look,
    },
    { ...text(fieldPlace(field), placeX, y + 14, 'faint'), ...look },
    {
      ...text(fitText(value, endX - valueX, measureMono), valueX, y + 14, 'ink'),
      mono: true,
      ...look,
    },
  ]
}
