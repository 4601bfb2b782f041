import { type CasePlan, describeExercise, type Exercise } from '../exercise.ts'
import { sayBytes } from '../limits.ts'
import type { CaseResult, ExerciseResult } from '../result.ts'
import { mostFileBytes, type Refusal, type TakenSubmission } from './take-submission.ts'

/** Why a submission's file for this exercise was not taken, when it was not. */
export function refusalOf(
  { lab, exercise }: Exercise,
  { refused }: TakenSubmission,
): Refusal | undefined {
  return refused[`${lab}/${exercise}`]
}

/** Stands in for the session of an exercise whose file was not taken: one failure, the rest not reached. */
export class RefusedExercise {
  readonly #exercise: Exercise
  readonly #refusal: Refusal
  #isTold = false

  constructor(exercise: Exercise, refusal: Refusal) {
    this.#exercise = exercise
    this.#refusal = refusal
  }

  async run(plan: CasePlan): Promise<CaseResult> {
    const { title } = plan
    const index = this.#exercise.cases.indexOf(plan) + 1
    const base = { index, title, durationMs: 0 }
    if (this.#isTold) return { ...base, status: 'not reached', steps: [] }
    this.#isTold = true
    const { got, sentence, mistake } = this.#refusal
    const action = `take ${this.#exercise.exercise}.ts`
    const expectation = `a file of at most ${sayBytes(mostFileBytes)}`
    return {
      ...base,
      status: 'failed',
      steps: [{ action, expectation, outcome: 'failed' }],
      failure: { expected: { words: expectation }, got: { words: got }, sentence, mistake },
    }
  }

  async close(): Promise<void> {}
}

/** The result of an exercise that was not run at all. */
export async function refuseExercise(
  exercise: Exercise,
  refusal: Refusal,
): Promise<ExerciseResult> {
  const refused = new RefusedExercise(exercise, refusal)
  const cases: CaseResult[] = []
  for (const plan of exercise.cases) cases.push(await refused.run(plan))
  return { ...describeExercise(exercise), cases }
}

/** Says of a program that it ended the process in which it was judged, or that it could not be judged. */
export function notGradable(problem: string): Refusal {
  return {
    got: problem,
    sentence: `This submission could not be graded: ${problem}`,
    mistake: 'not-gradable',
  }
}
