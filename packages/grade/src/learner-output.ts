import type { Readable } from 'node:stream'
import { type Limits, sayBytes } from './limits.ts'
import { printable } from './visible-bytes.ts'

/** What a learner's program prints, in bounds: the first part is kept, the rest only counted. */
export class LearnerOutput {
  readonly #limits: Limits
  readonly #onFlood: () => void
  #kept: Buffer[] = []
  #keptBytes = 0
  #cutBytes = 0
  #totalBytes = 0

  constructor(limits: Limits, onFlood: () => void) {
    this.#limits = limits
    this.#onFlood = onFlood
  }

  follow(stream: Readable): void {
    stream.on('data', (chunk: Buffer) => this.#add(chunk))
  }

  #add(chunk: Buffer): void {
    const part = chunk.subarray(0, this.#limits.keptOutputBytes - this.#keptBytes)
    if (part.length > 0) this.#kept.push(part)
    this.#keptBytes += part.length
    this.#cutBytes += chunk.length - part.length
    const wasFlooded = this.#totalBytes > this.#limits.outputBytes
    this.#totalBytes += chunk.length
    if (!wasFlooded && this.#totalBytes > this.#limits.outputBytes) this.#onFlood()
  }

  /** What was printed since the last call, with a sentence where it was cut. */
  take(): string {
    const text = printable(Buffer.concat(this.#kept).toString())
    const cut = this.#cutBytes
    const most = sayBytes(this.#limits.keptOutputBytes)
    this.#kept = []
    this.#keptBytes = 0
    this.#cutBytes = 0
    return cut === 0 ? text : `${text}\n[cut: ${sayBytes(cut)} more were printed; ${most} are kept]`
  }
}
