export { MissingCapabilityError } from './capabilities.ts'
export { defineLab, type Lab } from './define-lab.ts'
export {
  defineScenario,
  type Scenario,
  type ScenarioOption,
  type ShownFact,
} from './define-scenario.ts'
export { findLabs, type LoadedLab, rootDir, scenarioFile } from './find-labs.ts'
export { runScenario } from './run-scenario.ts'
export type { Outcome, Run, RunningScenario } from './runner/run.ts'
export { type RunOptions, startRun } from './runner/start-run.ts'
export type {
  ProcessBody,
  ProcessContext,
  ScenarioContext,
  ScenarioProcess,
} from './scenario-context.ts'
