import { ByteStreams } from '@socket-labs/draw'
import type { RecordStore } from '../log/store.ts'

const stepsBetweenLooks = 512

/**
 * The bytes of a run as far as its records have been looked at. It is built forward from the first record,
 * a slice at a time, so that neither a flood nor a long run holds up a frame: bytes can only be counted
 * from the start on.
 */
export class StreamIndex {
  readonly streams = new ByteStreams()
  /** Every record up to this one has been counted. */
  scannedTo = 0
  #store: RecordStore

  constructor(store: RecordStore) {
    this.#store = store
  }

  /**
   * Counts on, up to `limit`, until `isTimeUp`, or to a record that the page does not hold: its number is
   * the answer.
   */
  advance(limit: number, isTimeUp: () => boolean = () => false): number | undefined {
    let steps = 0
    while (this.scannedTo < limit) {
      const record = this.#store.get(this.scannedTo + 1)
      if (!record) return this.scannedTo + 1
      this.streams.add(record)
      this.scannedTo++
      if (++steps % stepsBetweenLooks === 0 && isTimeUp()) return undefined
    }
    return undefined
  }
}
