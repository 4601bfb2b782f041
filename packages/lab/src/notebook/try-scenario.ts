import type { MissingCapabilityError } from '../capabilities.ts'
import type { Run } from '../runner/run.ts'
import type { RunOptions } from '../runner/start-run.ts'
import { runScenario } from './run-scenario.ts'
import { showRemark } from './show.ts'

/**
 * Runs a scenario where this machine can. Where it cannot, says under the cell what is missing, why, and what
 * would enable it, and resolves to undefined: the notebook can go on. A run that did not come to its end is an
 * error that says why; an unknown name is one that lists what is there.
 */
export async function tryScenario(
  lab: string,
  scenario: string,
  options: RunOptions = {},
): Promise<Run | undefined> {
  let run: Run
  try {
    run = await runScenario(lab, scenario, options)
  } catch (error) {
    if (!isMissingCapability(error)) throw error
    showRemark(missingWords(scenario, error.missing))
    return undefined
  }
  if (run.outcome !== 'finished') throw new Error(`${scenario} ${run.outcome}: ${run.why ?? ''}`)
  return run
}

/** What is missing, one to a line, why, and what would enable it. */
export function missingWords(scenario: string, missing: MissingCapabilityError['missing']): string {
  const reasons = missing.map(({ id, why, enable }) => `${id}: ${why}. It takes: ${enable}.`)
  const rest = 'A prediction that waits for it stays open. Go on.'
  return [`${scenario} cannot run on this machine.`, ...reasons, rest].join('\n')
}

/** By its code: the class may be loaded twice, by `require` and as a module. */
function isMissingCapability(error: unknown): error is MissingCapabilityError {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MISSING_CAPABILITY'
}
