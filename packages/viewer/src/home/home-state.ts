import { signal } from '@preact/signals'
import type { LabListing, RunListing } from '@socket-labs/trace'
import { server } from '../log/server.ts'
import { go } from '../place.ts'

/** What the home page knows; undefined until the server has answered. */
export const labs = signal<LabListing[] | undefined>(undefined)
export const runs = signal<RunListing[] | undefined>(undefined)
/** A sentence when the server did not do what was asked. */
export const trouble = signal('')
/** The experiment that is being started, as `lab/scenario`. */
export const starting = signal('')

export async function load(): Promise<void> {
  await attempt(async () => {
    const [newLabs, newRuns] = await Promise.all([server.labs(), server.runs()])
    labs.value = newLabs
    runs.value = newRuns
  })
}

/** Starts an experiment and goes to its run. */
export async function startRun(lab: string, scenario: string): Promise<void> {
  starting.value = `${lab}/${scenario}`
  await attempt(async () => go({ run: await server.start(lab, scenario) }))
  starting.value = ''
}

export async function removeRun(run: string): Promise<void> {
  await attempt(async () => {
    await server.remove(run)
    runs.value = runs.value?.filter((other) => other.run !== run)
  })
}

/** Facts that held in some earlier run and have not failed to hold since, by id. */
export function heldFacts(listing: readonly RunListing[]): Set<string> {
  const newestFirst = listing.flatMap((run) => run.facts)
  const latest = new Map<string, boolean>()
  for (const fact of newestFirst) if (!latest.has(fact.id)) latest.set(fact.id, fact.held)
  return new Set([...latest].filter(([, held]) => held).map(([id]) => id))
}

async function attempt(action: () => Promise<void>): Promise<void> {
  try {
    await action()
    trouble.value = ''
  } catch (error) {
    trouble.value = (error as Error).message
  }
}
