import type { RunListing } from '@socket-labs/trace'
import { RunMissingError } from '../run-errors.ts'
import { findRunFolder } from '../run-folder.ts'
import { listRun, listRuns, type RunListCache } from '../run-list.ts'
import type { HubLimits } from './limits.ts'
import { LiveRun } from './live-run.ts'

/**
 * The runs of a folder, each opened once however many look at it. Who uses one holds a lease;
 * of those without a lease the latest few stay open, because a page asks for range after range.
 */
export class OpenRuns {
  readonly runsDir: string
  readonly #limits: HubLimits
  /** In the order of last use. */
  readonly #open = new Map<string, Entry>()
  readonly #listed: RunListCache = new Map()

  constructor(runsDir: string, limits: HubLimits) {
    this.runsDir = runsDir
    this.#limits = limits
  }

  /** Newest first. */
  list(): Promise<RunListing[]> {
    return listRuns(this.runsDir, this.#listed)
  }

  /** One run's listing. RunNameError, RunMissingError. */
  async listing(run: string): Promise<RunListing> {
    await findRunFolder(this.runsDir, run)
    const listing = await listRun(this.runsDir, run, this.#listed)
    if (!listing) throw new RunMissingError(run, 'its first record is not written yet')
    return listing
  }

  /** Opens a run or finds it open. Errors as RunReader.open. */
  async acquire(run: string): Promise<Lease> {
    const entry = this.#open.get(run) ?? {
      opening: LiveRun.open(this.runsDir, run, this.#limits),
      leases: 0,
    }
    this.#open.delete(run)
    this.#open.set(run, entry)
    // Counted before the wait, so that nobody closes it meanwhile.
    entry.leases++
    try {
      return { live: await entry.opening, release: () => this.#release(run, entry) }
    } catch (error) {
      if (this.#open.get(run) === entry) this.#open.delete(run)
      throw error
    }
  }

  async #release(run: string, entry: Entry): Promise<void> {
    entry.leases--
    if (this.#open.get(run) !== entry) return closeUnused(entry)
    const idle = [...this.#open].filter(([, { leases }]) => leases === 0)
    for (const [name, unused] of idle.slice(0, Math.max(0, idle.length - this.#limits.idleRuns))) {
      this.#open.delete(name)
      await closeUnused(unused)
    }
  }

  /** Gives `use` the run, up to date, for as long as it takes. */
  async use<T>(run: string, use: (live: LiveRun) => Promise<T>): Promise<T> {
    const { live, release } = await this.acquire(run)
    try {
      await live.refresh()
      return await use(live)
    } finally {
      await release()
    }
  }

  /** Sends the run's viewers away and lets go of its files as soon as nobody reads them. */
  async forget(run: string, why: Error): Promise<void> {
    const entry = this.#open.get(run)
    if (!entry) return
    this.#open.delete(run)
    const live = await entry.opening.catch(() => undefined)
    live?.expel(why)
    await closeUnused(entry)
  }

  /** Forgets every run. */
  async close(): Promise<void> {
    const why = new Error('the hub is closing')
    await Promise.all([...this.#open.keys()].map((run) => this.forget(run, why)))
  }
}

/** The right to use an open run until `release`, which is to be called once. */
export interface Lease {
  live: LiveRun
  release(): Promise<void>
}

interface Entry {
  opening: Promise<LiveRun>
  leases: number
}

async function closeUnused({ opening, leases }: Entry): Promise<void> {
  if (leases > 0) return
  const live = await opening.catch(() => undefined)
  await live?.close()
}
