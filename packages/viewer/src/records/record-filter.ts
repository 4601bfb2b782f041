import { describe } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'
import { formatMs } from '../words.ts'
import type { Matcher } from './row-index.ts'

export interface RecordFilter {
  conn: string
  /** A kind, or the first word of several: `socket` means every `socket.…`. */
  kind: string
  text: string
}

export const noFilter: RecordFilter = { conn: '', kind: '', text: '' }

export function isFiltering(filter: RecordFilter): boolean {
  return filter.conn !== '' || filter.kind !== '' || filter.text.trim() !== ''
}

/** What a row says, as one line. */
function textOfRow(record: TraceRecord): string {
  const { n, tMs, at, conn = '', kind } = record
  return `${n} ${formatMs(tMs)} ${at} ${conn} ${kind} ${describe(record)}`
}

/** The test that a record must pass; undefined when every record passes. */
export function matcherOf(filter: RecordFilter): Matcher | undefined {
  if (!isFiltering(filter)) return undefined
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return (record) =>
    (filter.conn === '' || record.conn === filter.conn) &&
    (filter.kind === '' || isOfKind(record.kind, filter.kind)) &&
    (words.length === 0 || hasWords(textOfRow(record).toLowerCase(), words))
}

/** The kinds seen, each group (`socket`) before its members where it has several. */
export function kindChoices(kinds: Iterable<string>): string[] {
  const sorted = [...kinds].sort()
  const groups = new Map<string, number>()
  for (const kind of sorted) groups.set(groupOf(kind), (groups.get(groupOf(kind)) ?? 0) + 1)
  const choices = new Set<string>()
  for (const kind of sorted) {
    const group = groupOf(kind)
    if ((groups.get(group) ?? 0) > 1) choices.add(group)
    choices.add(kind)
  }
  return [...choices]
}

function isOfKind(kind: string, wanted: string): boolean {
  return kind === wanted || kind.startsWith(`${wanted}.`)
}

function groupOf(kind: string): string {
  return kind.split('.')[0] as string
}

function hasWords(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word))
}
