import type { TraceRecord } from '@socket-labs/trace'
import { formatCount, plural } from '../quantities.ts'
import { bytesOf } from '../record-fields.ts'
import { safeText } from '../safe-text.ts'

/** What some of a record's bytes mean. */
export interface ByteField {
  /** Which of the fields shown it is, in the order of the bytes, from 0; it gives the tint. */
  index: number
  /** Its bytes: offsets in the record's, `to` not included; equal where it has none. */
  from: number
  to: number
  name: string
  value: string
}

export interface ReadFields {
  /** In the order of their bytes; none overlaps another. */
  fields: ByteField[]
  /** What was not right with them, in sentences. */
  warnings: string[]
}

/** More than anybody looks through. */
const mostFields = 200
const longestName = 60
const longestValue = 200

/** True where a record says what its bytes mean. */
export function hasFields({ fields }: TraceRecord): boolean {
  return Array.isArray(fields) && fields.length > 0
}

/**
 * The fields of a record, made harmless whatever they hold: at most 200, in order, within the record's
 * bytes, each byte in one field at most. Of two that overlap the one named first keeps its bytes. What was
 * left out is said.
 */
export function readFields(record: TraceRecord): ReadFields {
  const given: unknown[] = Array.isArray(record.fields) ? record.fields : []
  const end = bytesOf(record) ?? 0
  const known: ByteField[] = []
  let impossible = 0
  let overlapping = 0
  for (const one of given.slice(0, mostFields)) {
    const field = fieldOf(one, end)
    if (!field) impossible++
    else if (known.some((other) => field.from < other.to && other.from < field.to)) overlapping++
    else known.push(field)
  }
  known.sort((a, b) => a.from - b.from || a.to - b.to)
  const rest = given.length - mostFields
  return {
    fields: known.map((field, index) => ({ ...field, index })),
    warnings: [
      ...told(impossible, 'names bytes that are not here', 'name bytes that are not here'),
      ...told(overlapping, 'overlaps another', 'overlap others'),
      ...(rest > 0 ? [`${plural(rest, 'more field')} not shown.`] : []),
    ],
  }
}

function told(count: number, one: string, several: string): string[] {
  if (count === 0) return []
  return [
    `${count === 1 ? '1 field' : `${formatCount(count)} fields`} ${count === 1 ? one : several}: left out.`,
  ]
}

function fieldOf(value: unknown, end: number): ByteField | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { from, to, name, value: meaning } = value as Record<string, unknown>
  if (!isOffset(from) || !isOffset(to) || from > to || to > end) return undefined
  return {
    index: 0,
    from,
    to,
    name: cut(safeText(name), longestName) || 'without a name',
    value: cut(safeText(meaning), longestValue),
  }
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

/** Where a field stands, in words: `byte 0`, `bytes 1–4`, counted as offsets from 0; `no bytes`. */
export function fieldPlace({ from, to }: ByteField): string {
  if (from === to) return 'no bytes'
  if (to === from + 1) return `byte ${formatCount(from)}`
  return `bytes ${formatCount(from)}–${formatCount(to - 1)}`
}
