import { type CaseRun, type MethodCall, type Settled, StepFailed } from '../case-run.ts'
import type { Argument } from '../learner-protocol.ts'
import type { Failure } from '../result.ts'

/** One call of a method of the learner's object, and how its result is judged. */
export interface ScriptStep {
  action: string
  expectation: string
  call: MethodCall
  /** The difference when there is one. `settled` is undefined when the call has not settled in time. */
  judge(settled: Settled | undefined): Failure | undefined
}

/** What is done with one object of the learner's. Plain: it can be tried in one go, or told step by step. */
export interface Script {
  /** The export that makes the object. */
  maker: { action: string; name: string; args: Argument[] }
  steps: readonly ScriptStep[]
}

/** Makes the object. Answers the name under which the learner's process keeps it. */
export function makeFor(run: CaseRun, { maker }: Script): Promise<string> {
  return run.act(maker.action, () => run.make(maker.name, ...maker.args))
}

/** Does the steps one by one, each told; ends with the first that fails. */
export async function tellSteps(
  run: CaseRun,
  object: string,
  steps: readonly ScriptStep[],
): Promise<void> {
  for (const { action, expectation, call, judge } of steps) {
    await run.step(action, expectation, async () => judge((await run.callMany(object, [call]))[0]))
  }
}

/** A whole script, told step by step. */
export async function tellScript(run: CaseRun, script: Script): Promise<void> {
  await tellSteps(run, await makeFor(run, script), script.steps)
}

/** What is wrong at the first step that fails. */
export interface FailedTry {
  failure: Failure
  /** True when it was waited for a promise, so that trying again takes its time. */
  isSlow: boolean
}

/** Tries a script in one go, untold. */
export async function tryScript(run: CaseRun, script: Script): Promise<FailedTry | undefined> {
  const { maker, steps } = script
  try {
    const object = await run.make(maker.name, ...maker.args)
    const calls = steps.map((step) => step.call)
    const results = await run.callMany(object, calls)
    for (const [i, step] of steps.entries()) {
      const failure = step.judge(results[i])
      if (failure) return { failure, isSlow: results.length < calls.length }
    }
    return undefined
  } catch (error) {
    if (error instanceof StepFailed && !error.mishap)
      return { failure: error.failure, isSlow: true }
    throw error
  }
}

/** Tries each script; the first that fails is told step by step, so put the smallest first. */
export async function tryEach(run: CaseRun, scripts: readonly Script[]): Promise<void> {
  for (const script of scripts) {
    if (await tryScript(run, script)) return tellScript(run, script)
  }
  await run.act(`${scripts.length} cases, each as expected`, async () => {})
}
