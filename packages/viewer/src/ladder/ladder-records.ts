import type { TraceRecord } from '@socket-labs/trace'
import type { RecordStore } from '../log/store.ts'

export interface LadderChoice {
  /** The connection to draw; records that belong to none are kept beside it. */
  conn: string | undefined
  /** The newest record that is to be drawn. */
  limit: number
  /** Drawn around this record instead of at the end. */
  selectedN: number | undefined
}

export interface LadderRecords {
  records: TraceRecord[]
  /** Records of the run before and after those looked at. */
  before: number
  after: number
}

const mostRecords = 3000
/** So far the page looks for records of one connection among those of others. */
const mostSteps = 60_000

/** The records that a ladder is drawn from: the newest ones, or those around the selected one. */
export function ladderRecords(store: RecordStore, choice: LadderChoice): LadderRecords {
  const { limit, selectedN } = choice
  const isInside = selectedN !== undefined && selectedN <= limit - mostRecords / 2
  const middle = isInside ? selectedN : limit
  const older = collect(store, choice, { from: middle, step: -1 })
  const newer = collect(store, choice, { from: middle + 1, step: 1 })
  return {
    records: [...older.records.reverse(), ...newer.records],
    before: Math.max(0, older.stoppedAt),
    after: Math.max(0, limit - newer.stoppedAt + 1),
  }
}

function collect(
  store: RecordStore,
  { conn, limit }: LadderChoice,
  walk: { from: number; step: 1 | -1 },
) {
  const records: TraceRecord[] = []
  let n = walk.from
  for (let steps = 0; n >= 1 && n <= limit && steps < mostSteps; n += walk.step, steps++) {
    const record = store.get(n)
    if (!record) continue
    if (conn === undefined || record.conn === undefined || record.conn === conn)
      records.push(record)
    if (records.length >= mostRecords / 2) break
  }
  return { records, stoppedAt: n }
}
