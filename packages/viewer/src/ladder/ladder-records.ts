import type { TraceRecord } from '@socket-labs/trace'
import type { RecordStore } from '../log/store.ts'

export interface LadderChoice {
  /** The connection to draw; records that belong to none are kept beside it. */
  conn: string | undefined
  /** The newest record that is to be drawn. */
  limit: number
  /** Drawn around this record instead of at the end. */
  aroundN: number | undefined
}

export interface LadderRecords {
  records: TraceRecord[]
  /** Records of the run before and after those looked at. */
  before: number
  after: number
}

/** A run of so many records is laid out as a whole, so that bytes can be counted from the first one on. */
const wholeRecords = 3000
/** Of a longer one, so many on each side of the middle. */
const sideRecords = 500
/** So far the page looks for records of one connection among those of others. */
const mostSteps = 60_000

/** The records that a ladder is drawn from: all of a short run, else the newest or those around one. */
export function ladderRecords(store: RecordStore, choice: LadderChoice): LadderRecords {
  const { limit, aroundN } = choice
  if (limit <= wholeRecords) {
    return { records: collect(store, choice, { from: 1, step: 1 }).records, before: 0, after: 0 }
  }
  const middle = aroundN === undefined ? limit : Math.min(aroundN, limit)
  const older = collect(store, choice, { from: middle, step: -1, most: 2 * sideRecords })
  const newer = collect(store, choice, { from: middle + 1, step: 1, most: sideRecords })
  const records = [...older.records.reverse(), ...newer.records]
  const before = Math.max(0, older.stoppedAt)
  const after = Math.max(0, limit - newer.stoppedAt + 1)
  if (before > 0) records.unshift(...cutMark(records[0], -1, before + after))
  else records.push(...cutMark(records.at(-1), 1, after))
  return { records, before, after }
}

/** By these words the record that stands for the cut is known again in the picture. */
export const cutWords = 'not drawn'

interface Walk {
  from: number
  step: 1 | -1
  most?: number
}

/** `stoppedAt` is the first number that was not looked at. */
function collect(store: RecordStore, { conn, limit }: LadderChoice, walk: Walk) {
  const { from, step, most = Number.POSITIVE_INFINITY } = walk
  const records: TraceRecord[] = []
  let n = from
  for (let steps = 0; n >= 1 && n <= limit; n += step, steps++) {
    if (records.length >= most || steps >= mostSteps) break
    const record = store.get(n)
    if (!record) continue
    if (!conn || record.conn === undefined || record.conn === conn) records.push(record)
  }
  return { records, stoppedAt: n }
}

/**
 * Where records are left out, nobody may count bytes: which write became which read is unknown from there
 * on. The layout knows that of a `gap` record, so one stands for what is not drawn.
 */
function cutMark(beside: TraceRecord | undefined, step: 1 | -1, count: number): TraceRecord[] {
  if (!beside || count === 0) return []
  const { run, tMs, clock } = beside
  return [
    {
      run,
      n: beside.n + step,
      tMs,
      clock,
      kind: 'gap',
      at: 'runner',
      origin: 'derived',
      count,
      why: cutWords,
    },
  ]
}
