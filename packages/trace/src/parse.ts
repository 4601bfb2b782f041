import { type FactRecord, type TraceRecord, truths } from './record.ts'

/** A line of a saved run that is not a record. `line` counts from 1. */
export class RecordError extends Error {
  readonly code = 'ERR_TRACE_RECORD'
  readonly line: number
  constructor(line: number, why: string) {
    super(`line ${line} is not a trace record: ${why}`)
    this.name = 'RecordError'
    this.line = line
  }
}

const origins = new Set(['observed', 'polled', 'derived', 'simulated'])
const clocks = new Set(['monotonic', 'virtual'])

/** Why `value` is not a record, or undefined when it is one. */
export function whyNotRecord(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'expected an object'
  }
  const record = value as Record<string, unknown>
  if (typeof record.run !== 'string' || record.run === '') return 'expected a run name in "run"'
  if (!Number.isSafeInteger(record.n) || (record.n as number) < 1) {
    return `expected a whole number from 1 in "n", got ${shown(record.n)}`
  }
  return whyNotDraft(record)
}

/** Why `value` is not a draft (a record without run and number), or undefined when it is one. */
export function whyNotDraft(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'expected an object'
  }
  const draft = value as Record<string, unknown>
  if (typeof draft.tMs !== 'number' || !Number.isFinite(draft.tMs)) {
    return `expected milliseconds in "tMs", got ${shown(draft.tMs)}`
  }
  if (!clocks.has(draft.clock as string)) return `unknown clock ${shown(draft.clock)}`
  if (!origins.has(draft.origin as string)) return `unknown origin ${shown(draft.origin)}`
  if (typeof draft.kind !== 'string' || draft.kind === '') return 'expected a word in "kind"'
  if (typeof draft.at !== 'string' || draft.at === '') return 'expected a place in "at"'
  return draft.kind === 'fact' ? whyNotFact(draft) : undefined
}

function whyNotFact(fact: Record<string, unknown>): string | undefined {
  const { id, truth, held, evidence } = fact as Partial<FactRecord>
  if (typeof id !== 'string') return 'a fact without an id'
  if (!truths.includes(truth as never)) return `a fact with the unknown truth ${shown(truth)}`
  if (typeof held !== 'boolean') return 'a fact that neither held nor did not'
  if (!Array.isArray(evidence) || !evidence.every(Number.isSafeInteger)) {
    return 'a fact whose evidence is not a list of record numbers'
  }
  return undefined
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60)
}

/**
 * Reads a run saved as one JSON object a line.
 * A last line without its newline is a write that was cut short: it is left out and reported in `cut`.
 * Numbers must run from 1 without a hole and the run must be one; else {@link RecordError}.
 */
export function parseRecords(text: string): { records: TraceRecord[]; cut: boolean } {
  const lines = text.split('\n')
  const cut = lines.pop() !== ''
  const records: TraceRecord[] = []
  for (const [index, line] of lines.entries()) {
    records.push(parseRecord(line, index + 1, records[0]?.run))
  }
  return { records, cut }
}

function parseRecord(line: string, lineNumber: number, run: string | undefined): TraceRecord {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new RecordError(lineNumber, 'not JSON')
  }
  const why = whyNotRecord(value)
  if (why) throw new RecordError(lineNumber, why)
  const record = value as TraceRecord
  if (record.n !== lineNumber) {
    throw new RecordError(lineNumber, `expected number ${lineNumber}, got ${record.n}`)
  }
  if (run !== undefined && record.run !== run) {
    throw new RecordError(lineNumber, `it belongs to run ${record.run}, not to ${run}`)
  }
  return record
}
