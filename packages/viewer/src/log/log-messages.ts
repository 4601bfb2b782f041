import type { TraceRecord } from '@socket-labs/trace'
import type { RecordStore } from './store.ts'

/** What the log says to a page. */
export type LogMessage =
  | { type: 'welcome'; schema: number; run: string | null; oldest: number; head: number }
  | { type: 'batch'; run: string; records: TraceRecord[] }
  | { type: 'gap'; run: string; from: number; to: number; why: string }
  | { type: 'error'; code: string; message: string }

/** The first words on every new connection: what is held already is not asked for again. */
export function helloFor(run: string, store: RecordStore): string {
  return JSON.stringify({ type: 'hello', run, next: store.expected })
}

const types = new Set(['welcome', 'batch', 'gap', 'error'])

/** A message of the log, or undefined for anything that is none. */
export function parseLogMessage(text: string): LogMessage | undefined {
  try {
    const message = JSON.parse(text) as LogMessage | null
    return message && types.has(message.type) ? message : undefined
  } catch {
    return undefined
  }
}

/** Puts what the log said into the store. Words about another run come from an earlier hello. */
export function applyLogMessage(store: RecordStore, run: string, message: LogMessage): void {
  if (message.type === 'error' || message.run !== run) return
  if (message.type === 'welcome') store.expectFrom(store.expected, message.head)
  if (message.type === 'batch') store.receive(message.records)
  if (message.type === 'gap') store.miss(message)
}
