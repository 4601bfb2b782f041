import {
  byTime,
  type FactRecord,
  isFact,
  type TraceRecord,
  type Truth,
  type Verdict,
} from './record.ts'

/** Pure: the same records give the same verdicts, now or from a saved run. */
export type Judge = (records: readonly TraceRecord[]) => Verdict[]

/** A claim to be decided by records: found records are evidence, a missing one means it did not hold. */
export interface Claim {
  id: string
  truth: Truth
  expected: string
}

/**
 * Decides one claim. `evidence` may contain undefined for a record that was looked for and not found:
 * then the claim did not hold, whatever `isTrue` says.
 */
export function decide(
  claim: Claim,
  evidence: readonly (TraceRecord | undefined)[],
  isTrue: boolean,
  seen: string,
): Verdict {
  const found = evidence.filter((record) => record !== undefined)
  const isWhole = found.length > 0 && found.length === evidence.length
  return {
    ...claim,
    held: isWhole && isTrue,
    seen,
    evidence: [...new Set(found.map((record) => record.n))].sort((a, b) => a - b),
  }
}

/** Records by what they are; each filter given must match. In order of time. */
export function select(
  records: readonly TraceRecord[],
  filter: { kind?: string; at?: string; conn?: string },
): TraceRecord[] {
  return records
    .filter(
      (record) =>
        (filter.kind === undefined || record.kind === filter.kind) &&
        (filter.at === undefined || record.at === filter.at) &&
        (filter.conn === undefined || record.conn === filter.conn),
    )
    .sort(byTime)
}

/** How many bytes the records tell of together, captured or not. */
export function sumBytes(records: readonly TraceRecord[]): number {
  return records.reduce((sum, record) => sum + (record.originalBytes ?? 0), 0)
}

/** True when all were found and happened in this order; two at the same moment count as in order. */
export function inOrder(...records: (TraceRecord | undefined)[]): boolean {
  return records.every((record, i) => {
    const previous = i === 0 ? record : records[i - 1]
    return record !== undefined && previous !== undefined && previous.tMs <= record.tMs
  })
}

/**
 * Judges a run again. Facts already written and the closing record are not shown to the judge:
 * it must reach its verdict from what happened.
 */
export function judgeAgain(records: readonly TraceRecord[], judge: Judge): Verdict[] {
  return judge(records.filter((record) => record.kind !== 'fact' && record.kind !== 'run.ended'))
}

/** The facts that a run carries. */
export function factsOf(records: readonly TraceRecord[]): FactRecord[] {
  return records.filter(isFact)
}

/** True when both say the same of the same facts, evidence included. */
export function sameVerdicts(a: readonly Verdict[], b: readonly Verdict[]): boolean {
  const key = (v: Verdict) =>
    JSON.stringify([v.id, v.truth, v.held, v.expected, v.seen, v.evidence])
  return a.length === b.length && a.every((verdict, i) => key(verdict) === key(b[i] as Verdict))
}
