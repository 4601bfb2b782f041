export { defineLab, type Lab } from './define-lab.ts'
export {
  defineScenario,
  type Scenario,
  type ScenarioOption,
  type ShownFact,
} from './define-scenario.ts'
export { findLabs, type LoadedLab, rootDir, scenarioFile } from './find-labs.ts'
export type {
  ProcessBody,
  ProcessContext,
  ScenarioContext,
  ScenarioProcess,
} from './scenario-context.ts'
