import type { TraceRecord } from '@socket-labs/trace'
import { describe } from './describe.ts'
import type { TextOptions } from './options.ts'

/** Records as a text table: number, time, place, connection, kind, story. */
export function toTable(records: readonly TraceRecord[], _options: TextOptions = {}): string {
  return records.map(describe).join('\n')
}
