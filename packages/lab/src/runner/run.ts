import type { FactRecord, TraceRecord } from '@socket-labs/trace'

export type Outcome = 'finished' | 'failed' | 'stopped' | 'timed out'

/** A run that is over. */
export interface Run {
  run: string
  dir: string
  outcome: Outcome
  /** Why it failed, in words. */
  why?: string
  records: TraceRecord[]
  facts: FactRecord[]
  /** True when it finished (or was stopped, where it never ends by itself) and every fact held. */
  ok: boolean
}

/** A run that is going on. */
export interface RunningScenario {
  run: string
  dir: string
  ended: Promise<Run>
  stop(): Promise<Run>
}
