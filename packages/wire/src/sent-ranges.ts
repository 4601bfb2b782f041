/** More than a window of 5 MB in segments of a common size. */
const mostRanges = 4096

interface SentRange {
  start: number
  /** Not included. */
  end: number
  packetNo: number
}

/**
 * Which stretches of the sequence space were sent, and in which packet first. Disjoint and in order:
 *
 * ```
 *   starts     0     1        1461     2921
 *   ends       1     1461     2921     4381
 *   packetNos  1     3        4        6
 * ```
 * Most come at the end. When there are twice 4,096 the lower half is forgotten: long acknowledged as a rule.
 */
export class SentRanges {
  #starts: number[] = []
  #ends: number[] = []
  #packetNos: number[] = []

  /** The packet that first carried the first byte of `[start, end)`, where all of it was sent; else undefined. */
  carrierOf(start: number, end: number): number | undefined {
    const first = this.#firstEndingBehind(start)
    let covered = start
    for (let i = first; covered < end; i++) {
      const from = this.#starts[i]
      if (from === undefined || from > covered) return undefined
      covered = this.#ends[i] as number
    }
    return this.#packetNos[first]
  }

  /** Takes what of `[start, end)` was not sent before as sent in `packetNo`. */
  add(start: number, end: number, packetNo: number): void {
    let at = this.#firstEndingBehind(start)
    for (let missing = start; missing < end; at++) {
      const known = this.#starts[at] ?? Number.POSITIVE_INFINITY
      if (known > missing) {
        const to = Math.min(known, end)
        this.#insert(at, { start: missing, end: to, packetNo })
      }
      missing = this.#ends[at] as number
    }
    if (this.#starts.length >= 2 * mostRanges) this.#forget()
  }

  #insert(at: number, { start, end, packetNo }: SentRange): void {
    if (at === this.#starts.length) {
      this.#starts.push(start)
      this.#ends.push(end)
      this.#packetNos.push(packetNo)
    } else {
      this.#starts.splice(at, 0, start)
      this.#ends.splice(at, 0, end)
      this.#packetNos.splice(at, 0, packetNo)
    }
  }

  #firstEndingBehind(place: number): number {
    const ends = this.#ends
    let low = 0
    let high = ends.length
    // Nearly always it is behind all of them.
    if (high > 0 && (ends[high - 1] as number) <= place) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ends[middle] as number) > place) high = middle
      else low = middle + 1
    }
    return low
  }

  #forget(): void {
    this.#starts = this.#starts.slice(-mostRanges)
    this.#ends = this.#ends.slice(-mostRanges)
    this.#packetNos = this.#packetNos.slice(-mostRanges)
  }
}
