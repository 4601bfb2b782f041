import { CaseRun, mishapFailure, StepFailed } from './case-run.ts'
import { type CasePlan, describeExercise, type Exercise } from './exercise.ts'
import { LearnerProcess } from './learner-process.ts'
import { type Limits, usualLimits } from './limits.ts'
import { endsExercise, type Mishap, MishapError } from './mishap.ts'
import { Random } from './random.ts'
import type { CaseResult, ExerciseResult, Failure, Step } from './result.ts'
import { keptOfExercise, saveRun } from './saved-run.ts'
import { CaseRecorder } from './saved-run-recorder.ts'

export interface SessionOptions {
  limits?: Limits
  /** Where a failing case is saved as a run; without it nothing is saved. */
  runsDir?: string
}

/** Runs the cases of one exercise, one after the other, against one file, in one warm process. */
export class ExerciseSession {
  readonly #exercise: Exercise
  readonly #file: string
  readonly #seed: number
  readonly #limits: Limits
  readonly #runsDir: string | undefined
  readonly #savedMistakes = new Set<string>()
  #deadlineMs: number | undefined
  #learner: LearnerProcess | undefined
  #isOver = false

  constructor(exercise: Exercise, file: string, seed: number, options: SessionOptions = {}) {
    this.#exercise = exercise
    this.#file = file
    this.#seed = seed
    this.#limits = options.limits ?? usualLimits
    this.#runsDir = options.runsDir
  }

  /** With the session's seed unless told. Never rejects for something that the learner's program did. */
  async run(plan: CasePlan, seed = this.#seed): Promise<CaseResult> {
    const { title } = plan
    const index = this.#exercise.cases.indexOf(plan) + 1
    if (this.#isOver) return { index, title, status: 'not reached', durationMs: 0, steps: [] }
    const startMs = performance.now()
    this.#deadlineMs ??= startMs + this.#limits.exerciseMs
    const recorder = new CaseRecorder()
    const { steps, failed } = await this.#attempt(plan, seed, recorder)
    const output = this.#learner?.takeOutput()
    const result: CaseResult = {
      index,
      title,
      status: failed ? 'failed' : 'passed',
      durationMs: Math.round(performance.now() - startMs),
      steps,
      ...(failed && { failure: failed.failure }),
      ...(output && { output }),
    }
    const saved = failed && this.#save(result, failed.failure, { recorder, seed })
    if (failed?.mishap) await this.#afterMishap(failed.mishap)
    return { ...result, ...(saved && { saved }) }
  }

  /** Ends the learner's process. Resolves when nothing of it is left. */
  async close(): Promise<void> {
    await this.#learner?.stop()
    this.#learner = undefined
  }

  async #attempt(
    plan: CasePlan,
    seed: number,
    recorder: CaseRecorder,
  ): Promise<{ steps: Step[]; failed?: StepFailed }> {
    let run: CaseRun | undefined
    try {
      const learner = await this.#loaded()
      // No case looks at what was told in the cases before it.
      learner.transcript.length = 0
      const random = new Random(seed, `${this.#exercise.exercise}: ${plan.title}`)
      run = new CaseRun(learner, this.#limits, random, recorder)
      await plan.run(run)
      await run.act('the grader closes the connection', run.release)
      return { steps: run.steps }
    } catch (error) {
      const failed = this.#asStepFailed(error, run)
      recorder.close(this.#learner?.transcript ?? [])
      const mishap = await run?.release().then(() => undefined, mishapOf)
      const steps = run?.steps ?? [this.#loadStep()]
      // The failing step speaks first; that the program then also ended is the next case's business.
      return { steps, failed: new StepFailed(failed.failure, failed.mishap ?? mishap) }
    }
  }

  #asStepFailed(error: unknown, run: CaseRun | undefined): StepFailed {
    if (error instanceof StepFailed) return error
    if (!(error instanceof MishapError)) throw error
    const expectation = run ? '' : this.#loadStep().expectation
    return new StepFailed(mishapFailure(error.mishap, expectation, this.#limits), error.mishap)
  }

  #loadStep(): Step {
    const { exercise, exports } = this.#exercise
    const expectation = `it exports ${exports.join(', ')}`
    return { action: `load ${exercise}.ts`, expectation, outcome: 'failed' }
  }

  /** A mistake is saved once, as it is told once: its other cases would only fill the list of runs. */
  #save(
    result: CaseResult,
    failure: Failure,
    { recorder, seed }: { recorder: CaseRecorder; seed: number },
  ): CaseResult['saved'] {
    const mistake = failure.mistake ?? failure.sentence
    const saved = this.#savedMistakes
    if (this.#runsDir === undefined || saved.has(mistake)) return undefined
    // One more would remove the first, which has been told of already.
    if (saved.size === keptOfExercise) return undefined
    saved.add(mistake)
    return saveRun(this.#runsDir, { exercise: this.#exercise, result, failure, recorder, seed })
  }

  /** The learner's process with the file loaded; started when there is none. */
  async #loaded(): Promise<LearnerProcess> {
    if (this.#learner) return this.#learner
    const deadlineMs = this.#deadlineMs as number
    this.#learner = await LearnerProcess.start(this.#file, this.#limits, deadlineMs)
    const found = await this.#learner.exports()
    const name = this.#exercise.exports.find((name) => found[name] !== 'function')
    if (name !== undefined) throw new MishapError({ code: 'export-missing', name, found })
    return this.#learner
  }

  /** A crashed program is started again for the next case; one that would only hang again is not. */
  async #afterMishap(mishap: Mishap): Promise<void> {
    this.#isOver = endsExercise(mishap)
    await this.close()
  }
}

function mishapOf(error: unknown): Mishap {
  if (error instanceof MishapError) return error.mishap
  throw error
}

/** Grades one file as the exercise, all cases. */
export async function runExercise(
  exercise: Exercise,
  options: SessionOptions & { file: string; seed: number },
): Promise<ExerciseResult> {
  const session = new ExerciseSession(exercise, options.file, options.seed, options)
  const result: ExerciseResult = { ...describeExercise(exercise), cases: [] }
  try {
    for (const plan of exercise.cases) result.cases.push(await session.run(plan))
  } finally {
    await session.close()
  }
  return result
}
