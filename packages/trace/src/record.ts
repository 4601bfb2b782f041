/**
 * One record: one thing that somebody saw at one moment. A run is a list of them.
 * Pictures, tables, verdicts and saved files are all made from records and from nothing else.
 */

/** Version of the record's form. A reader refuses a version it does not know. */
export const schemaVersion = 1

/** What `tMs` counts on: the machine's monotonic clock (one for all processes), or a model's own time. */
export type Clock = 'monotonic' | 'virtual'

/**
 * How we know. `observed`: seen as it happened. `polled`: asked for now and then (`periodMs` says how often).
 * `derived`: computed from other records. `simulated`: a model did it, no kernel was involved.
 */
export type Origin = 'observed' | 'polled' | 'derived' | 'simulated'

/** Who saw it. `runner` is the lab itself, `program` is a process's own console output. */
export type Place = 'client' | 'server' | 'wire' | 'runner' | 'program' | (string & {})

/** What a tap, a model or a scenario writes; the runner adds the run and the number. */
export interface RecordDraft {
  /** Milliseconds since the run started, when it happened. */
  tMs: number
  /** Milliseconds since the run started, when it was learnt, where that is later. */
  tObservedMs?: number
  clock: Clock
  kind: string
  at: Place
  origin: Origin
  /** The connection it belongs to; the same name at both ends. */
  conn?: string
  /** Captured bytes: `offset:length` in the run's bytes (see {@link parseBytesRef}). */
  bytesRef?: string
  capturedBytes?: number
  /** How many bytes there were; more than `capturedBytes` where the capture was cut. */
  originalBytes?: number
  [field: string]: unknown
}

/** A numbered record: `n` counts from 1 without a hole, in the order written. */
export interface TraceRecord extends RecordDraft {
  run: string
  n: number
}

/** What a judge says of one fact. */
export interface Verdict {
  id: string
  truth: Truth
  held: boolean
  /** What must be true, in a learner's words. */
  expected: string
  /** What this run showed. */
  seen: string
  /** Numbers of the records that show it. A verdict that held has at least one. */
  evidence: number[]
}

/** A verdict as a record of the run that it is about. */
export interface FactRecord extends TraceRecord, Verdict {
  kind: 'fact'
}

/** K: real kernel sockets. W: our own wire between real stacks. M: our protocol objects in virtual time. */
export type Truth = 'K' | 'W' | 'M'

export const truths: readonly Truth[] = ['K', 'W', 'M']

export function isFact(record: TraceRecord): record is FactRecord {
  return record.kind === 'fact'
}

/** Ladders and plots: by time, then by number. Tables keep the order of `n`. */
export function byTime(a: TraceRecord, b: TraceRecord): number {
  return a.tMs - b.tMs || a.n - b.n
}
