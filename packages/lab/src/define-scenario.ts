import type { Judge, Truth } from '@socket-labs/trace'
import type { ScenarioContext } from './scenario-context.ts'

/** A fact of the curriculum and the truth in which a scenario shows it. */
export interface ShownFact {
  id: string
  truth: Truth
}

/**
 * An experiment: a question, a program that answers it on real sockets, and a judge that reads the
 * answer off the records alone. One definition serves the page, the command line, notebooks and tests.
 */
export interface Scenario {
  /** The file's stem, which begins with a fact's id: `open-5-refused` lives in `src/open-5-refused.ts`. */
  id: string
  question: string
  facts: readonly ShownFact[]
  /** Capabilities of the machine without which it cannot run (`pnpm lab --capabilities`). */
  needs?: readonly string[]
  /** Capabilities without which it runs and shows only a part; it says so itself, and its verdict may not hold. */
  wants?: readonly string[]
  /** Options of the command line, `--name VALUE`, with what each does and its default. */
  options?: Readonly<Record<string, ScenarioOption>>
  /** True: it runs until it is stopped. Its `timeLimitMs` is then without effect. */
  openEnded?: boolean
  /** Longest run before it is ended, in ms; 30 000 unless told. */
  timeLimitMs?: number
  /** The experiment. It runs in a process of its own, in which every `node:net` socket is tapped. */
  run(ctx: ScenarioContext): Promise<void>
  /** Pure, and blind to everything but the records. */
  judge: Judge
}

export interface ScenarioOption {
  about: string
  default: string
}

/** Checks what the type cannot, and returns the definition. */
export function defineScenario(scenario: Scenario): Scenario {
  if (!/^[a-z]+-\d+-[a-z0-9-]+$/.test(scenario.id)) {
    throw new Error(
      `scenario "${scenario.id}": its id must begin with a fact's id, as open-5-refused`,
    )
  }
  if (scenario.facts.length === 0) {
    throw new Error(`scenario "${scenario.id}" shows no fact: name at least one`)
  }
  return scenario
}
