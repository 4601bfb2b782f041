import { cutLines, type RecordLines } from '../record-lines.ts'
import { RunMissingError } from '../run-errors.ts'
import { RunReader } from '../run-reader.ts'
import type { HubLimits } from './limits.ts'
import { Ring } from './ring.ts'

/** Somebody who watches a run. Both are called between two reads of the file, never from {@link LiveRun.join}. */
export interface Viewer {
  /** The ring has new lines. */
  onRecords(): void
  /** The run can be watched no longer; the viewer has already left it. */
  onTrouble(error: Error): void
}

/**
 * An open run. While somebody watches it, it keeps the newest records in a ring and, until the closing
 * record, asks the file for more every few milliseconds: a run may be written by any process, and
 * notifications of the operating system neither reach across all file systems nor say how much came.
 */
export class LiveRun {
  readonly reader: RunReader
  readonly #limits: HubLimits
  readonly #viewers = new Set<Viewer>()
  #watch: Watch | undefined
  #refreshing: Promise<void> | undefined

  private constructor(reader: RunReader, limits: HubLimits) {
    this.reader = reader
    this.#limits = limits
  }

  /** Errors as {@link RunReader.open}. */
  static async open(runsDir: string, run: string, limits: HubLimits): Promise<LiveRun> {
    return new LiveRun(await RunReader.open(runsDir, run), limits)
  }

  /** Takes note of what was appended. Errors as {@link RunReader.advance}. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.reader
      .advance((first, block) => this.#absorb(first, block))
      .finally(() => {
        this.#refreshing = undefined
      })
    return this.#refreshing
  }

  #absorb(first: number, block: Buffer): void {
    const ring = this.#watch?.ring
    if (!ring) return
    pushAll(ring, cutLines(this.reader.run, first, block))
    for (const viewer of this.#viewers) viewer.onRecords()
  }

  /** Starts watching. The ring holds the newest records; the viewer is told when more come. */
  async join(viewer: Viewer): Promise<Ring> {
    this.#viewers.add(viewer)
    this.#watch ??= this.#startWatch()
    try {
      const ring = await this.#watch.filled
      if (this.#viewers.has(viewer)) return ring
      throw new RunMissingError(this.reader.run, 'it was closed meanwhile')
    } catch (error) {
      this.leave(viewer)
      throw error
    }
  }

  /** Ends watching; the last one to leave takes the ring with him. */
  leave(viewer: Viewer): void {
    this.#viewers.delete(viewer)
    if (this.#viewers.size > 0) return
    clearTimeout(this.#watch?.timer)
    this.#watch = undefined
  }

  #startWatch(): Watch {
    const watch: Partial<Watch> = {}
    watch.filled = this.#fill(watch as Watch)
    return watch as Watch
  }

  async #fill(watch: Watch): Promise<Ring> {
    const { reader } = this
    await this.refresh()
    const { ringRecords, ringBytes } = this.#limits
    const first = Math.max(reader.head - ringRecords + 1, reader.firstWithin(ringBytes))
    const ring = new Ring({ first, maxRecords: ringRecords, maxBytes: ringBytes })
    // A request may advance the reader meanwhile: what is in the file and not in the ring is read
    // until nothing is left, and from that moment on every new line goes to the ring.
    while (ring.head < reader.head) {
      for await (const block of reader.blocks(ring.head + 1, reader.head)) pushAll(ring, block)
    }
    watch.ring = ring
    this.#poll(watch)
    return ring
  }

  #poll(watch: Watch): void {
    if (this.#watch !== watch || this.reader.isEnded) return
    watch.timer = setTimeout(() => {
      this.refresh().then(
        () => this.#poll(watch),
        (error: Error) => this.expel(error),
      )
    }, this.#limits.pollMs)
  }

  /** Sends every viewer away: the run is broken or deleted. */
  expel(error: Error): void {
    const viewers = [...this.#viewers]
    for (const viewer of viewers) this.leave(viewer)
    for (const viewer of viewers) viewer.onTrouble(error)
  }

  /** For a run that nobody uses any more. */
  async close(): Promise<void> {
    clearTimeout(this.#watch?.timer)
    this.#watch = undefined
    await this.#refreshing?.catch(() => {})
    await this.reader.close()
  }
}

/** From the first viewer's coming to the last one's going. */
interface Watch {
  filled: Promise<Ring>
  /** Where new lines go; undefined until it was filled with the old ones. */
  ring: Ring | undefined
  timer: NodeJS.Timeout | undefined
}

function pushAll(ring: Ring, { lines, sizesBytes }: Omit<RecordLines, 'first'>): void {
  for (const [index, line] of lines.entries()) ring.push(line, sizesBytes[index] as number)
}
