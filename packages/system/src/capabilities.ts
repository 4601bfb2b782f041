import { MissingError } from './capabilities/attempts.ts'
import { type Probe, probes } from './capabilities/probes.ts'

/** Something that this machine can do or cannot. */
export interface Capability {
  id: string
  available: boolean
  /** Why not, in words; absent when available. */
  why?: string
  /** What would enable it; absent when available. */
  enable?: string
}

/** Tries everything (or what `ids` name), at once, each for at most 15 s. Never fails; unknown ids are left out. */
export function probeCapabilities(ids?: readonly string[]): Promise<Capability[]> {
  return Promise.all(probes.filter(({ id }) => ids?.includes(id) ?? true).map(tryProbe))
}

async function tryProbe({ id, enable, attempt }: Probe): Promise<Capability> {
  try {
    await attempt()
    return { id, available: true }
  } catch (error) {
    const remedy = error instanceof MissingError ? error.enable : undefined
    return { id, available: false, why: (error as Error).message, enable: remedy ?? enable }
  }
}
