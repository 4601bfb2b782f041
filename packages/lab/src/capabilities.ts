import { type Capability, probeCapabilities } from '@socket-labs/system'
import type { Scenario } from './define-scenario.ts'

/** This machine cannot do what a scenario needs. The message says what would enable it. */
export class MissingCapabilityError extends Error {
  readonly code = 'ERR_MISSING_CAPABILITY'
  readonly missing: Capability[]
  constructor(scenario: string, missing: Capability[]) {
    const reasons = missing.map(({ id, why, enable }) => `${id} (${why}; ${enable})`)
    super(`${scenario} needs ${reasons.join(', ')}`)
    this.missing = missing
  }
}

const probed = new Map<string, Promise<Capability | undefined>>()

/** What this machine can do of what `ids` name; each is tried once per process. */
async function capabilities(ids: readonly string[]): Promise<Capability[]> {
  const found = await Promise.all(ids.map(capability))
  return found.filter((one) => one !== undefined)
}

function capability(id: string): Promise<Capability | undefined> {
  let found = probed.get(id)
  if (!found) {
    found = probeCapabilities([id]).then(([only]) => only)
    probed.set(id, found)
  }
  return found
}

/**
 * The ids of the capabilities that `scenario` has here, of those that it needs and wants. One that it needs
 * and that is not there: {@link MissingCapabilityError}.
 */
export async function available(scenario: Scenario): Promise<string[]> {
  const missing = await missingFor(scenario)
  if (missing.length > 0) throw new MissingCapabilityError(scenario.id, missing)
  const wanted = await capabilities(scenario.wants ?? [])
  const there = wanted.filter((one) => one.available).map(({ id }) => id)
  return [...(scenario.needs ?? []), ...there]
}

/** What of its facts `scenario` cannot show here, as an error that says what would enable it. */
export async function missedBy(scenario: Scenario): Promise<MissingCapabilityError | undefined> {
  const missing = (await capabilities(scenario.wants ?? [])).filter((one) => !one.available)
  return missing.length > 0 ? new MissingCapabilityError(scenario.id, missing) : undefined
}

/** What `scenario` needs and this machine lacks. */
export async function missingFor({ needs = [] }: Scenario): Promise<Capability[]> {
  return (await capabilities(needs)).filter(({ available }) => !available)
}
