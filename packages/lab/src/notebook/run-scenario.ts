import type { Run } from '../runner/run.ts'
import type { RunOptions } from '../runner/start-run.ts'

/**
 * Runs a scenario by its names and resolves to the finished run:
 * `await runScenario('tcp-basics', 'open-5-refused')`. An unknown name is an error that lists what is there.
 */
export async function runScenario(
  lab: string,
  scenario: string,
  options: RunOptions = {},
): Promise<Run> {
  // The kernel's own imports become `require`; the runner and the labs need to be modules.
  const runner = await import('../run-scenario.ts')
  return runner.runScenario(lab, scenario, options)
}
