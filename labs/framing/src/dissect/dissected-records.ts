import { select, type TraceRecord } from '@socket-labs/trace'
import type { Field } from './byte-reader.ts'

/** What a judge of dissected frames looks at. */
export interface DissectedRecords {
  sent: TraceRecord[]
  decoded: TraceRecord[]
  /** The note that names the program and its version. */
  program: TraceRecord | undefined
  /** Nothing was broken, and in both directions frame follows frame and field follows field, to the last byte. */
  isCovered: boolean
}

export function dissectedRecords(records: readonly TraceRecord[], codec: string): DissectedRecords {
  const ofCodec = (kind: string) =>
    select(records, { kind }).filter((record) => record.codec === codec)
  const sent = ofCodec('frame.sent')
  const decoded = ofCodec('frame.decoded')
  const program = records.find(
    ({ program, version }) => typeof program === 'string' && /^v?\d+\.\d+/.test(String(version)),
  )
  const isCovered =
    ofCodec('frame.broken').length === 0 &&
    decoded.length > 0 &&
    [...sent, ...decoded].every(areFieldsWhole) &&
    [...byStream([...sent, ...decoded]).values()].every(isGapless)
  return { sent, decoded, program, isCovered }
}

/** The value of the first field with this name. */
export function valueIn(record: TraceRecord | undefined, name: string): string | undefined {
  return record && fieldsOf(record).find((field) => field.name === name)?.value
}

/** How many bytes the first field with this name has; 0 where there is none. */
export function widthOf(record: TraceRecord | undefined, name: string): number {
  const field = record && fieldsOf(record).find((one) => one.name === name)
  return field ? field.to - field.from : 0
}

export function fieldsOf(record: TraceRecord): Field[] {
  return Array.isArray(record.fields) ? (record.fields as Field[]) : []
}

/** Each byte of the frame stands in exactly one field. */
function areFieldsWhole(record: TraceRecord): boolean {
  let at = 0
  for (const { from, to } of fieldsOf(record)) {
    if (from !== at || to <= from) return false
    at = to
  }
  return at > 0 && at === record.originalBytes
}

function byStream(records: readonly TraceRecord[]): Map<string, TraceRecord[]> {
  const streams = new Map<string, TraceRecord[]>()
  for (const record of records) {
    const key = `${record.kind} ${record.local} ${record.remote}`
    streams.set(key, [...(streams.get(key) ?? []), record])
  }
  return streams
}

/** Each frame begins where the one before it ended, the first at the connection's first byte. */
function isGapless(stream: readonly TraceRecord[]): boolean {
  let at = 0
  for (const { fromByte, toByte, originalBytes } of stream) {
    if (fromByte !== at || toByte !== at + (originalBytes ?? 0)) return false
    at = toByte as number
  }
  return true
}
