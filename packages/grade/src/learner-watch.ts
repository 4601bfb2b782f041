import type { Limits } from './limits.ts'
import type { Mishap } from './mishap.ts'
import { descriptorCount, residentBytes } from './process-figures.ts'

const pollMs = 40

/**
 * Looks from outside at what a process uses, until it has used too much or is stopped. Where the system
 * does not show it (no /proc), memory and descriptors are not limited.
 */
export class LearnerWatch {
  readonly #pid: number
  readonly #limits: Limits
  readonly #timer: NodeJS.Timeout
  readonly #onBeyond: (mishap: Mishap) => void

  constructor(pid: number, limits: Limits, onBeyond: (mishap: Mishap) => void) {
    this.#pid = pid
    this.#limits = limits
    this.#onBeyond = onBeyond
    this.#timer = setInterval(() => void this.#look(), pollMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    const resident = await residentBytes(this.#pid)
    if (resident !== undefined && resident > this.#limits.residentBytes) {
      this.#onBeyond({ code: 'out-of-memory', residentBytes: resident })
    }
    const descriptors = await descriptorCount(this.#pid)
    if (descriptors !== undefined && descriptors > this.#limits.descriptors) {
      this.#onBeyond({ code: 'too-many-descriptors', descriptors })
    }
  }
}
