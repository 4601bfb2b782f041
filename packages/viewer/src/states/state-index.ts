import { isStateRecord } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'
import type { RecordStore } from '../log/store.ts'

const stepsBetweenLooks = 512
/** So many records are looked for together: the store holds them, or lets them go, by the thousand. */
const pageRecords = 1000
/** More would be no path that anybody follows. */
const mostStates = 20_000

/** Records that the page did not hold when they were looked for. */
interface Hole {
  from: number
  to: number
}

/**
 * The TCP states of a run as far as its records have been looked at, and nothing else of it: they stay when
 * the page lets other records go. Each can be understood alone, so that what is missing is passed over and
 * looked at when it has come.
 */
export class StateIndex {
  /** Every record up to this one has been looked at, or lies in a hole. */
  scannedTo = 0
  #states = new Map<number, TraceRecord>()
  #holes: Hole[] = []
  #store: RecordStore

  constructor(store: RecordStore) {
    this.#store = store
  }

  /** The states among the records up to `limit`. */
  upTo(limit: number): TraceRecord[] {
    return [...this.#states.values()].filter(({ n }) => n <= limit)
  }

  /** How many records were not there. */
  get missing(): number {
    return this.#holes.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  }

  /** Looks on, up to `limit` or until `isTimeUp`; false where it has not come so far. */
  advance(limit: number, isTimeUp: () => boolean = () => false): boolean {
    this.#lookIntoHoles()
    let steps = 0
    while (this.scannedTo < limit) {
      const n = this.scannedTo + 1
      if (this.#note(n)) this.scannedTo = n
      else this.#passOver(n, limit)
      if (++steps % stepsBetweenLooks === 0 && isTimeUp()) return false
    }
    return true
  }

  #note(n: number): boolean {
    const record = this.#store.get(n)
    if (!record) return false
    const isKept = isStateRecord(record) && this.#states.size < mostStates
    if (isKept) this.#states.set(n, record)
    return true
  }

  /** A hole ends with its page, so that what comes by the page fills it. */
  #passOver(from: number, limit: number): void {
    const to = Math.min(limit, Math.ceil(from / pageRecords) * pageRecords)
    let end = from
    while (end < to && !this.#store.get(end + 1)) end++
    this.#holes.push({ from, to: end })
    this.scannedTo = end
  }

  #lookIntoHoles(): void {
    this.#holes = this.#holes.flatMap(({ from, to }) => {
      let next = from
      while (next <= to && this.#note(next)) next++
      return next > to ? [] : [{ from: next, to }]
    })
  }
}
