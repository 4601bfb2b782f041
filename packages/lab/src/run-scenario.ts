import { findLabs } from './find-labs.ts'
import type { Run } from './runner/run.ts'
import { type RunOptions, startRun } from './runner/start-run.ts'

/**
 * Runs a scenario by its names and resolves to the finished run:
 * `await runScenario('tcp-basics', 'open-5-refused')`. An unknown name is an error that lists what is there.
 */
export async function runScenario(
  lab: string,
  scenario: string,
  options: RunOptions = {},
): Promise<Run> {
  const labs = await findLabs()
  const foundLab = labs.find(({ id }) => id === lab)
  if (!foundLab) throw new Error(`there is no lab "${lab}": ${labs.map(({ id }) => id).join(', ')}`)
  const found = foundLab.scenarios.find(({ id }) => id === scenario)
  if (!found) {
    const ids = foundLab.scenarios.map(({ id }) => id)
    throw new Error(`${lab} has no scenario "${scenario}": ${ids.join(', ')}`)
  }
  return (await startRun(foundLab, found, options)).ended
}
