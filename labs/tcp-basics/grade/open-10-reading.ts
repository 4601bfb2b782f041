/** Compares what `parseHeader` returned, which may be of any shape, with what the header says. */
import type { Header } from './open-10-headers.ts'
import type { Broken } from './open-10-samples.ts'

const fields = [
  'broken',
  'sourcePort',
  'destinationPort',
  'seqNo',
  'ackNo',
  'flags',
  'window',
  'checksum',
  'urgentPointer',
  'payloadAt',
  'options.mssBytes',
  'options.windowScale',
  'options.sackPermitted',
  'options.sack',
  'options.timestamp.value',
  'options.timestamp.echo',
] as const

export type Field = (typeof fields)[number]

export function isRight(answer: unknown, means: Header | Broken): boolean {
  if ('broken' in means) return fieldOf('broken', answer) === means.broken
  const isHeader = fieldOf('options', answer) !== undefined
  return isHeader && isSame(answer, means)
}

/** Whether two answers say the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return fields.every((field) => say(field, one) === say(field, other))
}

/** The first that differs, in the order in which a header is read. */
export function firstWrongField(answer: unknown, means: Header | Broken): Field {
  return 'broken' in means
    ? 'broken'
    : (fields.find((field) => say(field, answer) !== say(field, means)) ?? 'options.mssBytes')
}

/** The value of a field, also of one within `options`; undefined where there is none. */
export function fieldOf(field: string, value: unknown): unknown {
  let found = value
  for (const name of field.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}

/** `seqNo 4176127464`, at most a line. */
export function sayField(field: Field, value: unknown): string {
  const found = fieldOf(field, value)
  if (field === 'broken' && found === undefined) return 'a header, as if nothing were wrong'
  if (found === undefined && field.startsWith('options') && !fieldOf('options', value))
    return 'no options object'
  return `${field} ${found === undefined ? 'absent' : say(field, value)}`
}

function say(field: Field, value: unknown): string {
  const found = fieldOf(field, value)
  // In any order: a header has none.
  const ordered = field === 'flags' && Array.isArray(found) ? found.map(String).sort() : found
  return sayAny(ordered).replace(/[^\x20-\x7e]/g, '·')
}

function sayAny(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sayAny).join(', ')}]`.slice(0, 300)
  if (typeof value === 'string') return JSON.stringify(value).slice(0, 60)
  return typeof value === 'object' && value !== null ? 'an object' : String(value).slice(0, 60)
}
