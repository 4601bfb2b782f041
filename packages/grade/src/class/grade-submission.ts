import { describeExercise, type Exercise } from '../exercise.ts'
import { ExerciseSession } from '../exercise-session.ts'
import type { FoundExercise } from '../find-exercises.ts'
import { plainResult } from '../formats/plain-result.ts'
import { fileOf } from '../grade-file.ts'
import { loadExercise } from '../loop/load-exercise.ts'
import type { ExerciseResult, GradeResult } from '../result.ts'
import { refusalOf, refuseExercise } from './refused-exercise.ts'
import type { TakenSubmission } from './take-submission.ts'

export interface SubmissionGrading {
  root: string
  exercises: readonly FoundExercise[]
  seed: number
}

/**
 * Grades one submission in this process, one exercise after the other: the same cases with the same
 * verdicts as by vitest, whose start would take longer than most submissions.
 */
export async function gradeSubmission(
  { root, exercises, seed }: SubmissionGrading,
  taken: TakenSubmission,
): Promise<GradeResult> {
  const startMs = performance.now()
  const results: ExerciseResult[] = []
  for (const found of exercises) {
    results.push(await gradeExercise(await loadExercise(root, found), taken, seed))
  }
  const durationMs = Math.round(performance.now() - startMs)
  return plainResult({ version: 1, seed, durationMs, exercises: results }, root)
}

async function gradeExercise(
  exercise: Exercise,
  taken: TakenSubmission,
  seed: number,
): Promise<ExerciseResult> {
  const refusal = refusalOf(exercise, taken)
  if (refusal) return refuseExercise(exercise, refusal)
  const session = new ExerciseSession(exercise, fileOf(exercise, taken), seed)
  const result: ExerciseResult = { ...describeExercise(exercise), cases: [] }
  try {
    for (const plan of exercise.cases) result.cases.push(await session.run(plan))
  } finally {
    await session.close()
  }
  return result
}
