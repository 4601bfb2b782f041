import { DueQueue } from './due-queue.ts'

/** Bounds of {@link VirtualClock.run}; without them it runs until nothing is left to happen. */
export interface RunLimits {
  /** Nothing after this time happens; the clock then stands at it. */
  untilMs?: number
  /** A million unless told: a loop that goes on for ever without time passing ends too. */
  mostEvents?: number
}

/**
 * Time that passes only when something happens: an hour takes no longer than its events. What is due at
 * the same moment happens in the order in which it was scheduled, so every run is the same.
 */
export class VirtualClock {
  readonly #queue = new DueQueue<() => void>()
  #nowMs = 0

  /** Milliseconds since the clock was made; whole or not. */
  get nowMs(): number {
    return this.#nowMs
  }

  /** Lets something happen at `atMs`, or at once in turn when that has passed. Throws for NaN. */
  schedule(atMs: number, happen: () => void): void {
    if (Number.isNaN(atMs)) throw new RangeError('atMs: expected a time, got NaN')
    this.#queue.add(happen, Math.max(atMs, this.#nowMs))
  }

  /** Runs until nothing is scheduled any more (`idle`), or to a limit. */
  run({
    untilMs = Number.POSITIVE_INFINITY,
    mostEvents = 1_000_000,
  }: RunLimits = {}): 'idle' | 'time limit' | 'event limit' {
    for (let events = 0; ; events++) {
      const dueMs = this.#queue.nextDueMs
      if (dueMs === undefined) return 'idle'
      if (dueMs > untilMs) {
        this.#nowMs = Math.max(this.#nowMs, untilMs)
        return 'time limit'
      }
      if (events >= mostEvents) return 'event limit'
      this.#nowMs = dueMs
      this.#queue.takeDue(dueMs)?.()
    }
  }
}
