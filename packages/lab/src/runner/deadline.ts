import type { Scenario } from '../define-scenario.ts'
import type { Outcome } from './run.ts'
import type { ScenarioChild } from './scenario-child.ts'

/** Ends a run that takes too long, and remembers that its end was not its own. */
export class Deadline {
  outcome: Outcome | undefined
  readonly #timer: NodeJS.Timeout | undefined

  constructor(scenario: Scenario, child: ScenarioChild) {
    if (scenario.openEnded) return
    this.#timer = setTimeout(() => {
      this.outcome ??= 'timed out'
      void child.stop()
    }, scenario.timeLimitMs ?? 30_000)
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}
