import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Lab } from './define-lab.ts'
import type { Scenario } from './define-scenario.ts'

/** The checkout's root folder. */
export const rootDir = fileURLToPath(new URL('../../..', import.meta.url))

/** A lab that was found on disk. */
export interface LoadedLab extends Lab {
  dir: string
}

/** Loads every `labs/<id>/lab.ts` by its path, in the order of their names. No package imports a lab. */
export async function findLabs(root = rootDir): Promise<LoadedLab[]> {
  const labsDir = path.join(root, 'labs')
  const labs: LoadedLab[] = []
  for (const id of readdirSync(labsDir).sort()) {
    const manifest = path.join(labsDir, id, 'lab.ts')
    if (!existsSync(manifest)) continue
    const loaded = (await import(pathToFileURL(manifest).href)) as { default: Lab }
    labs.push({ ...loaded.default, dir: path.join(labsDir, id) })
  }
  return labs
}

/** The file of a scenario: one stem everywhere. */
export function scenarioFile(lab: LoadedLab, scenario: Scenario): string {
  return path.join(lab.dir, 'src', `${scenario.id}.ts`)
}
