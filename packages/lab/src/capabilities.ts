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

let probed: Promise<Capability[]> | undefined

/** What this machine can do; probed once per process. */
export function capabilities(): Promise<Capability[]> {
  probed ??= probeCapabilities()
  return probed
}

/** The ids of the capabilities that `scenario` needs, all there; else {@link MissingCapabilityError}. */
export async function needed(scenario: Scenario): Promise<string[]> {
  const ids = scenario.needs ?? []
  if (ids.length === 0) return []
  const missing = await missingFor(scenario)
  if (missing.length > 0) throw new MissingCapabilityError(scenario.id, missing)
  return [...ids]
}

export async function missingFor(scenario: Scenario): Promise<Capability[]> {
  const ids = scenario.needs ?? []
  if (ids.length === 0) return []
  return (await capabilities()).filter(({ id, available }) => ids.includes(id) && !available)
}
