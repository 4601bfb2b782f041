import type { TraceRecord } from '@socket-labs/trace'

/** How we know what a record says. */
export function originInWords(record: TraceRecord): string {
  if (record.origin === 'observed') return 'observed: seen as it happened'
  if (record.origin === 'derived') return 'derived: computed from other records, seen by nobody'
  if (record.origin === 'simulated') return 'simulated: a model did it, no kernel was involved'
  const period = typeof record.periodMs === 'number' ? ` every ${record.periodMs} ms` : ''
  return `polled${period}: it happened at some time since the look before`
}

/** Fields that the story tells in words of its own. */
const told = new Set(
  'run n tMs tObservedMs clock kind at origin conn periodMs bytesRef capturedBytes originalBytes bytesHex'.split(
    ' ',
  ),
)

/** The fields of the record's own kind, as text. */
export function ownFields(record: TraceRecord): [name: string, value: string][] {
  return Object.entries(record)
    .filter(([name]) => !told.has(name))
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
}
