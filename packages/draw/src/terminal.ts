import type { TraceRecord } from '@socket-labs/trace'
import type { LadderTextOptions } from './options.ts'

/** Paints a run's ladder as text for a terminal. */
export function ladderToTerminal(
  records: readonly TraceRecord[],
  options: LadderTextOptions = {},
): string {
  return `${records.length} records, ${options.columns ?? 80} columns`
}
