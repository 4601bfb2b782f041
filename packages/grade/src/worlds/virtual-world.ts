import fc from 'fast-check'
import type { CaseRun } from '../case-run.ts'
import { MishapError } from '../mishap.ts'
import { type Script, tellScript, tryScript } from './script.ts'

/** Generated cases: `generate` draws one, `script` says what is done in it and how that is judged. */
export interface GeneratedCases<Drawn> {
  generate: fc.Arbitrary<Drawn>
  /** Pure: the same case gives the same script. */
  script(drawn: Drawn): Script
  /** How many are tried; 100 unless told. */
  count?: number
}

/** Tries for a smaller failing case. Counted, not timed, so that a seed always ends at the same case. */
const mostShrinks = 400

/**
 * Tries generated cases in the learner's process. The first that fails is shrunk, and the smallest that
 * still fails is told step by step. All choices follow from the seed of `run.random`.
 */
export async function tryGenerated<Drawn>(
  run: CaseRun,
  cases: GeneratedCases<Drawn>,
): Promise<void> {
  const search = new Search(run, cases)
  const seed = run.random.between(0, 2 ** 31 - 1)
  const count = cases.count ?? 100
  const found = await fc.check(fc.asyncProperty(cases.generate, search.holds), {
    seed,
    numRuns: count,
  })
  // Not the learner's: the grade file's own.
  if (search.bug !== undefined) throw search.bug
  if (!found.failed || found.counterexample === null) return tellSuccess(run, count)
  const script = cases.script(found.counterexample[0])
  if (search.mishap) return tellMishap(run, script, search.mishap)
  const place = `case ${found.numRuns} of ${count}`
  await run.act(`${place}, made smaller in ${found.numShrinks} steps`, nothing)
  await tellScript(run, script)
  await tellUnrepeatable(run)
}

async function nothing(): Promise<void> {}

/** Judges drawn cases, until it makes no sense to go on: from then on all of them pass. */
class Search<Drawn> {
  readonly #run: CaseRun
  readonly #cases: GeneratedCases<Drawn>
  #failures = 0
  #shrinks = 0
  #isOver = false
  mishap: MishapError | undefined
  bug: unknown

  constructor(run: CaseRun, cases: GeneratedCases<Drawn>) {
    this.#run = run
    this.#cases = cases
  }

  holds = async (drawn: Drawn): Promise<boolean> => {
    if (this.#failures > 0) this.#shrinks++
    if (this.#isOver || this.#shrinks > mostShrinks) return true
    try {
      const failed = await tryScript(this.#run, this.#cases.script(drawn))
      if (failed === undefined) return true
      this.#isOver = failed.isSlow
    } catch (error) {
      this.#isOver = true
      if (error instanceof MishapError) this.mishap = error
      else this.bug = error
    }
    this.#failures++
    return false
  }
}

async function tellSuccess(run: CaseRun, count: number): Promise<void> {
  await run.act(`${count} generated cases, each as expected`, nothing)
}

/** The program could not go on, so nothing can be tried again: neither a smaller case nor its steps. */
async function tellMishap(run: CaseRun, script: Script, mishap: MishapError): Promise<void> {
  const methods = [...new Set(script.steps.map((step) => step.call.method))].join(' and ')
  const action = `${script.maker.action}, then ${script.steps.length} calls of ${methods}`
  await run.step(action, '', () => Promise.reject(mishap))
}

async function tellUnrepeatable(run: CaseRun): Promise<void> {
  await run.step('the same again', 'what happened before', async () => ({
    expected: { words: 'the same calls give the same results' },
    got: { words: 'these steps failed before, and now they did not' },
    sentence:
      'A new object was made and called in the same way, and it answered otherwise. Look for a variable outside of the function that makes it, for a clock, or for randomness.',
    mistake: 'unrepeatable',
  }))
}
