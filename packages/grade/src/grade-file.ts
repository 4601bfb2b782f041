import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, inject, test } from 'vitest'
import { describeExercise, type Exercise, type ExercisePlan } from './exercise.ts'
import { ExerciseSession } from './exercise-session.ts'
import type { CaseResult, ExerciseResult } from './result.ts'

/** What the grader tells the grade files that vitest runs. */
export interface Grading {
  seed: number
  /** The folder in the lab from which the exercise's file is taken. */
  version: 'exercises' | 'solutions'
}

declare module 'vitest' {
  interface ProvidedContext {
    grading: Grading
  }
  interface TaskMeta {
    /** The exercise of the file, without its cases, and the result of this case. */
    graded?: { exercise: Omit<ExerciseResult, 'cases'>; result: CaseResult }
  }
}

/**
 * Says how an exercise is graded; called once in `labs/<lab>/grade/<exercise>.grade.ts`, whose name says
 * which exercise it is. When the grader runs the file each case becomes a test, whose result travels in
 * the test's meta. Imported by anyone else it only returns the exercise.
 */
export function gradeExercise(gradeFileUrl: string, plan: ExercisePlan): Exercise {
  const gradeFile = fileURLToPath(gradeFileUrl)
  const labFolder = dirname(dirname(gradeFile))
  const lab = basename(labFolder)
  const exercise = { ...plan, lab, exercise: basename(gradeFile, '.grade.ts'), labFolder }
  const grading = inject('grading') as Grading | undefined
  if (grading) registerCases(exercise, grading)
  return exercise
}

/** Where a version of an exercise lives in its lab. */
export function fileOf(exercise: Exercise, version: Grading['version']): string {
  return join(exercise.labFolder, version, `${exercise.exercise}.ts`)
}

function registerCases(exercise: Exercise, { seed, version }: Grading): void {
  const session = new ExerciseSession(exercise, fileOf(exercise, version), seed)
  describe(exercise.exercise, () => {
    afterAll(() => session.close())
    for (const plan of exercise.cases) {
      test(plan.title, async ({ task, skip }) => {
        const result = await session.run(plan)
        task.meta.graded = { exercise: describeExercise(exercise), result }
        if (result.status === 'not reached') skip()
        if (result.failure) throw new Error(result.failure.sentence)
      })
    }
  })
}
