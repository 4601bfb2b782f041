import { type Capability, probeCapabilities } from '@socket-labs/system'
import type { TestContext } from 'vitest'

/**
 * Names capabilities, separated by commas, for which a test must not be skipped.
 * `.ci/run` sets it: there a missing capability is a failure.
 */
const requireVariable = 'SOCKET_LABS_REQUIRE'

/** Each is tried once, when a test first asks for it. */
const probed = new Map<string, Promise<Capability | undefined>>()

/**
 * Skips the test, with the reason, when this machine lacks the capability; fails it instead where the
 * capability is required. Call it first in a test or in `beforeEach`.
 */
export async function needs(context: TestContext, id: string): Promise<void> {
  const capability = await probe(id)
  if (!capability) throw new Error(`no probe for the capability "${id}"`)
  if (capability.available) return
  const reason = `${id}: ${capability.why}; ${capability.enable}`
  if (process.env[requireVariable]?.split(',').includes(id))
    throw new Error(`required here: ${reason}`)
  context.skip(reason)
}

function probe(id: string): Promise<Capability | undefined> {
  let found = probed.get(id)
  if (!found) {
    found = probeCapabilities([id]).then(([only]) => only)
    probed.set(id, found)
  }
  return found
}
