import { CaseRun, mishapFailure, StepFailed } from './case-run.ts'
import { type CasePlan, describeExercise, type Exercise } from './exercise.ts'
import { LearnerProcess } from './learner-process.ts'
import { type Limits, usualLimits } from './limits.ts'
import { endsExercise, type Mishap, MishapError } from './mishap.ts'
import { Random } from './random.ts'
import type { CaseResult, ExerciseResult, Step } from './result.ts'

/** Runs the cases of one exercise, one after the other, against one file, in one warm process. */
export class ExerciseSession {
  readonly #exercise: Exercise
  readonly #file: string
  readonly #seed: number
  readonly #limits: Limits
  #deadlineMs: number | undefined
  #learner: LearnerProcess | undefined
  #isOver = false

  constructor(exercise: Exercise, file: string, seed: number, limits = usualLimits) {
    this.#exercise = exercise
    this.#file = file
    this.#seed = seed
    this.#limits = limits
  }

  /** Never rejects for something that the learner's program did. */
  async run(plan: CasePlan): Promise<CaseResult> {
    const { title } = plan
    const index = this.#exercise.cases.indexOf(plan) + 1
    if (this.#isOver) return { index, title, status: 'not reached', durationMs: 0, steps: [] }
    const startMs = performance.now()
    this.#deadlineMs ??= startMs + this.#limits.exerciseMs
    const { steps, failed } = await this.#attempt(plan)
    const output = this.#learner?.takeOutput()
    if (failed?.mishap) await this.#afterMishap(failed.mishap)
    return {
      index,
      title,
      status: failed ? 'failed' : 'passed',
      durationMs: Math.round(performance.now() - startMs),
      steps,
      ...(failed && { failure: failed.failure }),
      ...(output && { output }),
    }
  }

  /** Ends the learner's process. Resolves when nothing of it is left. */
  async close(): Promise<void> {
    await this.#learner?.stop()
    this.#learner = undefined
  }

  async #attempt(plan: CasePlan): Promise<{ steps: Step[]; failed?: StepFailed }> {
    let run: CaseRun | undefined
    try {
      const learner = await this.#loaded()
      const random = new Random(this.#seed, `${this.#exercise.exercise}: ${plan.title}`)
      run = new CaseRun(learner, this.#limits, random)
      await plan.run(run)
      await run.act('the grader closes the connection', run.release)
      return { steps: run.steps }
    } catch (error) {
      const failed = this.#asStepFailed(error, run)
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
  options: { file: string; seed: number; limits?: Limits },
): Promise<ExerciseResult> {
  const session = new ExerciseSession(exercise, options.file, options.seed, options.limits)
  const result: ExerciseResult = { ...describeExercise(exercise), cases: [] }
  try {
    for (const plan of exercise.cases) result.cases.push(await session.run(plan))
  } finally {
    await session.close()
  }
  return result
}
