import type { TraceRecord } from '@socket-labs/trace'

/** A record as a test needs it. */
export function record(n: number, fields: Partial<TraceRecord> = {}): TraceRecord {
  return {
    run: 'r1',
    n,
    tMs: n,
    clock: 'monotonic',
    kind: 'note',
    at: 'client',
    origin: 'observed',
    ...fields,
  }
}

export function records(from: number, to: number): TraceRecord[] {
  return Array.from({ length: to - from + 1 }, (_, i) => record(from + i))
}
