import type { TraceRecord } from '@socket-labs/trace'
import type { RecordStore } from '../log/store.ts'

export type Matcher = (record: TraceRecord) => boolean

const stepsBetweenLooks = 512

/**
 * Which rows the record list has, in order: a record's number, or minus the first number of a gap.
 * It is built forward, a slice at a time, so that neither a flood nor a filter over many records
 * holds up a frame.
 */
export class RowIndex {
  readonly rows: number[] = []
  /** Every number up to this one has been looked at. */
  scannedTo = 0
  /** Records that a filter could not look into because the page does not hold them. */
  unsearched = 0
  /** Counts the new starts, after which rows stand elsewhere. */
  starts = 0

  #store: RecordStore
  #matches: Matcher | undefined

  constructor(store: RecordStore, matches?: Matcher) {
    this.#store = store
    this.#matches = matches
  }

  get isFiltered(): boolean {
    return this.#matches !== undefined
  }

  /** Looks on, up to `limit` or until `isTimeUp`; true when everything has been looked at. */
  advance(limit: number, isTimeUp: () => boolean = () => false): boolean {
    let steps = 0
    while (this.scannedTo < limit) {
      this.#look(this.scannedTo + 1)
      if (++steps % stepsBetweenLooks === 0 && isTimeUp()) return this.scannedTo >= limit
    }
    return true
  }

  /** Starts again with another filter. */
  restartWith(matches: Matcher | undefined): void {
    this.#matches = matches
    this.restart()
  }

  /** Starts again because records came in behind what was looked at. */
  restart(): void {
    this.rows.length = 0
    this.scannedTo = 0
    this.unsearched = 0
    this.starts++
  }

  /** The row of record `n`, or the row where it would stand. */
  rowOf(n: number): { row: number; isThere: boolean } {
    let low = 0
    let high = this.rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (Math.abs(this.rows[middle] as number) < n) low = middle + 1
      else high = middle
    }
    return { row: low, isThere: this.rows[low] === n }
  }

  #look(n: number): void {
    const gap = this.#store.gaps.length > 0 ? this.#store.gapAt(n) : undefined
    this.scannedTo = gap ? gap.to : n
    if (gap) this.rows.push(-gap.from)
    else if (!this.#matches) this.rows.push(n)
    else {
      const record = this.#store.get(n)
      if (!record) this.unsearched++
      else if (this.#matches(record)) this.rows.push(n)
    }
  }
}
