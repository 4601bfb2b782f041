/** What a cursor is given: perhaps a hole first, then lines, and where the cursor stands afterwards. */
export interface Taken {
  /** Numbers, inclusive, that the ring no longer has. */
  gap: { from: number; to: number } | undefined
  lines: string[]
  next: number
}

export interface RingOptions {
  /** Number of the first record that will be pushed. */
  first: number
  maxRecords: number
  maxBytes: number
}

/**
 * The newest records of a run, serialized, in the order of their numbers; bounded by count and by bytes.
 *
 *     number     … 7 │ 8   9   10   11 │ 12 …
 *        fallen out  │ oldest     head │ to come
 *
 * It knows no viewers. A viewer is a cursor, the number it wants next, and a cursor that
 * fell out of the ring learns which numbers it missed.
 */
export class Ring {
  readonly #lines: (string | undefined)[]
  readonly #sizesBytes: Uint32Array
  readonly #maxBytes: number
  #oldest: number
  #next: number
  #bytes = 0

  constructor({ first, maxRecords, maxBytes }: RingOptions) {
    this.#lines = new Array(maxRecords)
    this.#sizesBytes = new Uint32Array(maxRecords)
    this.#maxBytes = maxBytes
    this.#oldest = first
    this.#next = first
  }

  /** Number of the oldest line kept; one more than {@link head} while there is none. */
  get oldest(): number {
    return this.#oldest
  }

  /** Number of the newest line pushed. */
  get head(): number {
    return this.#next - 1
  }

  /** Sum of the sizes kept. */
  get bytes(): number {
    return this.#bytes
  }

  /** Adds the line of the record `head + 1`. A line larger than the whole ring falls out at once. */
  push(line: string, sizeBytes: number): void {
    if (this.#next - this.#oldest === this.#lines.length) this.#dropOldest()
    const slot = this.#next % this.#lines.length
    this.#lines[slot] = line
    this.#sizesBytes[slot] = sizeBytes
    this.#bytes += sizeBytes
    this.#next++
    while (this.#bytes > this.#maxBytes) this.#dropOldest()
  }

  #dropOldest(): void {
    const slot = this.#oldest % this.#lines.length
    this.#bytes -= this.#sizesBytes[slot] as number
    this.#lines[slot] = undefined
    this.#oldest++
  }

  /**
   * Lines from the cursor `next` on: as many as fit into `maxBytes` with one byte between them,
   * but one at least where there is one. A cursor beyond the head is given nothing and stays.
   */
  take(next: number, maxBytes: number): Taken {
    const gap = next < this.#oldest ? { from: next, to: this.#oldest - 1 } : undefined
    const lines: string[] = []
    let bytes = 0
    let n = Math.max(next, this.#oldest)
    while (n < this.#next) {
      const slot = n % this.#lines.length
      bytes += (this.#sizesBytes[slot] as number) + 1
      if (bytes > maxBytes && lines.length > 0) break
      lines.push(this.#lines[slot] as string)
      n++
    }
    return { gap, lines, next: n }
  }
}
