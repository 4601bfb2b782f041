import { describe, hasFields } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'

/** Kinds whose phrase tells what one end did, as `read 5 bytes` does. */
const deeds = new Set(
  ['listening', 'connecting', 'connect', 'accept', 'write', 'data', 'shutdown', 'end'].map(
    (name) => `socket.${name}`,
  ),
)
for (const kind of ['udp.datagram', 'frame.sent', 'frame.decoded', 'frame.broken']) deeds.add(kind)

/** The record as a sentence that says who did it. */
export function sentenceOf(record: TraceRecord): string {
  const phrase = describe(record)
  if (deeds.has(record.kind) && record.at !== 'wire') return `The ${record.at} ${phrase}.`
  return phrase.charAt(0).toUpperCase() + phrase.slice(1)
}

/** How we know what a record says. */
export function originInWords(record: TraceRecord): string {
  if (record.origin === 'observed') return 'observed'
  if (record.origin === 'derived') return 'derived: computed from other records'
  if (record.origin === 'simulated') return 'simulated: by a model, without a kernel'
  const period = typeof record.periodMs === 'number' ? ` every ${record.periodMs} ms` : ''
  return `polled${period}: it happened some time since the look before`
}

/** Fields that the story tells in words of its own. */
const told = new Set(
  'run n tMs tObservedMs clock kind at origin conn periodMs bytesRef capturedBytes originalBytes bytesHex'.split(
    ' ',
  ),
)

/** What its bytes mean is told beside them. */
function areShownWithBytes(record: TraceRecord): boolean {
  return hasFields(record) && carriesBytes(record)
}

export function carriesBytes({ bytesRef, originalBytes }: TraceRecord): boolean {
  return bytesRef !== undefined || originalBytes !== undefined
}

/** The fields of the record's own kind, as text. */
export function ownFields(record: TraceRecord): [name: string, value: string][] {
  return Object.entries(record)
    .filter(([name]) => !told.has(name) && !(name === 'fields' && areShownWithBytes(record)))
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
}
