import type { CompleteOptions } from './link-options.ts'

type Limits = Pick<CompleteOptions, 'rateBitsPerSec' | 'queueBytes' | 'queuePackets'>

interface Waiting {
  startMs: number
  bytes: number
}

/**
 * Packets that take turns on a line. When a packet comes it is known when its turn will be, so nothing
 * has to happen at that time; a rate changed later is for those that come later.
 *
 *     tail ▐ 5 ▐ 4 ▐ 3 ▐──▶ 2 ──▶ out         3, 4, 5 wait; 2 is being sent and waits no longer
 */
export class TransmitQueue {
  readonly #waiting: Waiting[] = []
  #head = 0
  #waitingBytes = 0
  #freeAtMs = Number.NEGATIVE_INFINITY

  /** What waits, as of the last packet that came. */
  get packets(): number {
    return this.#waiting.length - this.#head
  }

  get bytes(): number {
    return this.#waitingBytes
  }

  /** When the packet will have been sent whole; undefined when the queue has no room for it. */
  admit(bytes: number, nowMs: number, limits: Limits): number | undefined {
    this.#startUntil(nowMs)
    const startMs = Math.max(nowMs, this.#freeAtMs)
    if (startMs > nowMs) {
      if (this.packets + 1 > limits.queuePackets) return undefined
      if (this.#waitingBytes + bytes > limits.queueBytes) return undefined
      this.#waiting.push({ startMs, bytes })
      this.#waitingBytes += bytes
    }
    this.#freeAtMs = startMs + (bytes * 8000) / limits.rateBitsPerSec
    return this.#freeAtMs
  }

  #startUntil(nowMs: number): void {
    const waiting = this.#waiting
    for (; this.#head < waiting.length; this.#head++) {
      const first = waiting[this.#head] as Waiting
      if (first.startMs > nowMs) break
      this.#waitingBytes -= first.bytes
    }
    if (this.#head < 256 || this.#head * 2 < waiting.length) return
    waiting.splice(0, this.#head)
    this.#head = 0
  }
}
