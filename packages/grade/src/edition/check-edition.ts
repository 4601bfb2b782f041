import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Of } from '../loop/shipped.ts'
import type { Manifest } from './manifest.ts'

/** How the files of an edition differ from what was handed out. */
export interface EditionStanding {
  missing: string[]
  changed: string[]
  /** Changed, as they should be. */
  exercises: string[]
}

/** Compares the files of an edition with its manifest. */
export function checkEdition(folder: string, manifest: Manifest): EditionStanding {
  const standing: EditionStanding = { missing: [], changed: [], exercises: [] }
  for (const [path, hash] of manifest.files) {
    const file = join(folder, path)
    if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) standing.missing.push(path)
    else if (sha256Of(readFileSync(file)) !== hash) {
      const isExercise = /^labs\/[^/]+\/exercises\//.test(path)
      standing[isExercise ? 'exercises' : 'changed'].push(path)
    }
  }
  return standing
}
