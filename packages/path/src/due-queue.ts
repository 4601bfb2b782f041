interface Entry<T> {
  dueMs: number
  /** Breaks ties: what was added first leaves first. */
  order: number
  item: T
}

/**
 * Items by the time at which they are due; those of the same time in the order in which they were added.
 * A binary heap: `entries[i]` is due no later than `entries[2i + 1]` and `entries[2i + 2]`.
 */
export class DueQueue<T> {
  readonly #entries: Entry<T>[] = []
  #added = 0

  get length(): number {
    return this.#entries.length
  }

  /** When the first is due; undefined when there is none. */
  get nextDueMs(): number | undefined {
    return this.#entries[0]?.dueMs
  }

  add(item: T, dueMs: number): void {
    const entries = this.#entries
    const entry = { dueMs, order: this.#added++, item }
    let at = entries.length
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = entries[parentAt] as Entry<T>
      if (isBefore(parent, entry)) break
      entries[at] = parent
      at = parentAt
    }
    entries[at] = entry
  }

  /** Takes the first out if it is due by `nowMs`. */
  takeDue(nowMs: number): T | undefined {
    const entries = this.#entries
    const first = entries[0]
    if (first === undefined || first.dueMs > nowMs) return undefined
    const last = entries.pop() as Entry<T>
    if (last !== first) this.#sinkFromTop(last)
    return first.item
  }

  #sinkFromTop(entry: Entry<T>): void {
    const entries = this.#entries
    let at = 0
    for (;;) {
      const left = entries[2 * at + 1]
      if (left === undefined) break
      const right = entries[2 * at + 2]
      const isRight = right !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (isBefore(entry, child)) break
      entries[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    entries[at] = entry
  }
}

function isBefore(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.dueMs === b.dueMs ? a.order < b.order : a.dueMs < b.dueMs
}
