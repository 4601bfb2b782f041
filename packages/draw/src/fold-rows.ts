import type { LadderEvent, Side } from './ladder-event.ts'
import type { EventRow, GroupRow } from './ladder-row.ts'
import { formatCount, plural } from './quantities.ts'
import { bytesOf } from './record-fields.ts'

/** A stretch of routine longer than this is folded. */
const longestStretchRows = 24
/** Of each kind of event in a folded stretch this many stay, so that the first of everything is seen. */
const keptFirst = 3
/** Folding fewer would hide more than it saves. */
const fewestFolded = 3

const routine = new Set(['socket.write', 'socket.written', 'socket.data', 'socket.drain'])

/**
 * Events as rows, long stretches of writes, reads and the program's own output folded: the first three of
 * each kind stay, the last one stays, and the row `selected` stays.
 */
export function foldRows(
  events: readonly LadderEvent[],
  selected: number | undefined,
): (EventRow | GroupRow)[] {
  const rows: (EventRow | GroupRow)[] = []
  let start = 0
  while (start < events.length) {
    let end = start
    while (end < events.length && isRoutine(events[end] as LadderEvent)) end++
    if (end === start) rows.push({ kind: 'event', event: start })
    else rows.push(...foldStretch(events, start, end, selected))
    start = Math.max(end, start + 1)
  }
  return rows
}

function isRoutine({ record }: LadderEvent): boolean {
  return routine.has(record.kind) || isOutput(record)
}

function isOutput({ kind, at }: LadderEvent['record']): boolean {
  return kind === 'note' && at === 'program'
}

function foldStretch(
  events: readonly LadderEvent[],
  start: number,
  end: number,
  selected: number | undefined,
): (EventRow | GroupRow)[] {
  const isLong = end - start > longestStretchRows
  const kept = isLong ? keptOf(events, start, end) : new Set<number>()
  if (selected !== undefined) kept.add(selected)
  const rows: (EventRow | GroupRow)[] = []
  for (let i = start; i < end; ) {
    const first = i
    while (i < end && !kept.has(i) && (isLong || isCallbackLike(events, first, i))) i++
    const fewest = isLong ? fewestFolded : 2
    if (i - first >= fewest) rows.push(foldOf(events, range(first, i)))
    else for (const event of range(first, Math.max(i, first + 1))) rows.push({ kind: 'event', event })
    i = Math.max(i, first + 1)
  }
  return rows
}

/** Callbacks of one end that follow one another say nothing that one row could not say. */
function isCallbackLike(events: readonly LadderEvent[], first: number, i: number): boolean {
  const event = events[i] as LadderEvent
  return event.record.kind === 'socket.written' && event.place === events[first]?.place
}

function keptOf(events: readonly LadderEvent[], start: number, end: number): Set<number> {
  const kept = new Set<number>()
  const counts = new Map<string, number>()
  const lasts = new Map<string, number>()
  for (const i of range(start, end)) {
    const { record, place } = events[i] as LadderEvent
    const species = `${record.conn} ${place} ${record.kind} ${record.returned}`
    const count = counts.get(species) ?? 0
    counts.set(species, count + 1)
    lasts.set(species, i)
    if (count < keptFirst) kept.add(i)
  }
  for (const last of lasts.values()) kept.add(last)
  return kept
}

/** Several neighbouring events as one row. */
export function foldOf(events: readonly LadderEvent[], indexes: number[]): GroupRow {
  const labels: Partial<Record<Side, string>> = {}
  for (const side of ['client', 'server'] as const) {
    const words = countWords(indexes.map((i) => events[i] as LadderEvent).filter((e) => e.place === side))
    if (words !== '') labels[side] = words
  }
  return { kind: 'fold', events: indexes, labels, text: '' }
}

const nouns = new Map([
  ['socket.write', 'write'],
  ['socket.data', 'read'],
  ['socket.drain', 'drain'],
  ['socket.written', 'write callback'],
])

/** `147 writes, 9 633 792 B`; callbacks are named only where there is nothing else. */
function countWords(events: readonly LadderEvent[]): string {
  const counts = new Map<string, { count: number; bytes: number }>()
  for (const { record } of events) {
    const noun = nouns.get(record.kind) ?? 'event'
    const sum = counts.get(noun) ?? { count: 0, bytes: 0 }
    counts.set(noun, { count: sum.count + 1, bytes: sum.bytes + (bytesOf(record) ?? 0) })
  }
  if (counts.size > 1) counts.delete('write callback')
  const words = [...counts].map(([noun, { count, bytes }]) => {
    return bytes > 0 ? `${plural(count, noun)}, ${formatCount(bytes)} B` : plural(count, noun)
  })
  return words.join(', ')
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
