import { probeCapabilities } from '@socket-labs/system'
import type { CapabilityListing } from '@socket-labs/trace'
import { findLabs } from '../find-labs.ts'
import { listLabs } from '../list-labs.ts'
import type { RunningScenario } from '../runner/run.ts'
import { startRun } from '../runner/start-run.ts'

/** What the page asked for cannot be done. `code` is stable; the hub answers it with a 4xx. */
class ControlError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const maxRunning = 8

/** Starts and stops runs for the page, and ends them all when it closes. */
export class RunControl {
  readonly #running = new Map<string, RunningScenario>()
  readonly #runsDir: string
  #capabilities: Promise<CapabilityListing[]> | undefined

  constructor(runsDir: string) {
    this.#runsDir = runsDir
  }

  listLabs = listLabs

  /** Tried out when first asked for, and once: what is installed later is seen after a new start. */
  listCapabilities = (): Promise<CapabilityListing[]> => {
    this.#capabilities ??= probeCapabilities()
    return this.#capabilities
  }

  /** Starts a scenario and returns its run's name. */
  start = async (request: {
    lab: string
    scenario: string
    seed?: number
  }): Promise<{ run: string }> => {
    if (this.#running.size >= maxRunning) {
      throw new ControlError(
        'ERR_TOO_MANY_RUNS',
        `${maxRunning} experiments are running: stop one first`,
      )
    }
    const lab = (await findLabs()).find(({ id }) => id === request.lab)
    const scenario = lab?.scenarios.find(({ id }) => id === request.scenario)
    if (!lab || !scenario) {
      throw new ControlError(
        'ERR_NO_SCENARIO',
        `there is no experiment ${request.lab} ${request.scenario}`,
      )
    }
    const running = await startRun(lab, scenario, { seed: request.seed, runsDir: this.#runsDir })
    this.#running.set(running.run, running)
    void running.ended.then(() => this.#running.delete(running.run))
    return { run: running.run }
  }

  stop = async (run: string): Promise<void> => {
    const running = this.#running.get(run)
    if (!running) throw new ControlError('ERR_NOT_RUNNING', `${run} is not running here`)
    await running.stop()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.values()].map((running) => running.stop()))
  }
}
