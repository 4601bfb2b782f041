import { DueQueue } from './due-queue.ts'
import type { HoldEnd, Side } from './rules/rule.ts'

interface Held<T> {
  item: T
  ruleId: string
  from: Side
  packetNo: number
  /** How many packets of its direction have yet to pass it; undefined when that does not free it. */
  toPass: number | undefined
}

export interface HoldTerms {
  ruleId: string
  from: Side
  packetNo: number
  until: HoldEnd
}

/** What rules hold back, until its time has come, enough has passed it, or it is released. */
export class Holds<T> {
  /** In the order held. */
  readonly #held = new Set<Held<T>>()
  readonly #byTime = new DueQueue<Held<T>>()
  #passing = 0

  get nextDueMs(): number | undefined {
    return this.#byTime.nextDueMs
  }

  add(item: T, { ruleId, from, packetNo, until }: HoldTerms, nowMs: number): void {
    const toPass = until.kind === 'passed' ? until.packets : undefined
    const held = { item, ruleId, from, packetNo, toPass }
    this.#held.add(held)
    if (toPass !== undefined) this.#passing++
    if (until.kind === 'time') this.#byTime.add(held, nowMs + until.forMs)
  }

  /** Lets go the next whose time has come by `nowMs`. */
  takeDue(nowMs: number): T | undefined {
    for (;;) {
      const held = this.#byTime.takeDue(nowMs)
      if (held === undefined) return undefined
      // It may have been released before its time.
      if (this.#held.has(held)) return this.#letGo(held)
    }
  }

  /** Lets go what a rule holds; all that is held, when none is named. */
  release(ruleId?: string): T[] {
    return [...this.#held]
      .filter((held) => ruleId === undefined || held.ruleId === ruleId)
      .map((held) => this.#letGo(held))
  }

  /** Counts a packet that goes by; lets go those that waited for no more than it. */
  pass(from: Side, packetNo: number): readonly T[] {
    if (this.#passing === 0) return []
    const free: T[] = []
    for (const held of this.#held) {
      if (held.toPass === undefined || held.from !== from) continue
      // One that was sent before it and let go meanwhile does not pass it.
      if (packetNo < held.packetNo) continue
      if (--held.toPass === 0) free.push(this.#letGo(held))
    }
    return free
  }

  count(isCounted: (held: { ruleId: string; from: Side }) => boolean): number {
    let count = 0
    for (const held of this.#held) if (isCounted(held)) count++
    return count
  }

  #letGo(held: Held<T>): T {
    this.#held.delete(held)
    if (held.toPass !== undefined) this.#passing--
    return held.item
  }
}
