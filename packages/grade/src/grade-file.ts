import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, inject, test } from 'vitest'
import { RefusedExercise, refusalOf } from './class/refused-exercise.ts'
import type { Refusal, TakenSubmission } from './class/take-submission.ts'
import { type CasePlan, describeExercise, type Exercise, type ExercisePlan } from './exercise.ts'
import { ExerciseSession } from './exercise-session.ts'
import { NoSuchCaseError } from './grade-file-error.ts'
import type { CaseResult, ExerciseResult } from './result.ts'

/** What the grader tells the grade files that vitest runs. */
export interface Grading {
  seed: number
  /** The folder in the lab from which the exercise's file is taken, or what somebody handed in. */
  version: 'exercises' | 'solutions' | TakenSubmission
  /** Only this case, counted from 1. */
  case?: number
  /** Where failing cases are saved as runs; without it nowhere. */
  runsDir?: string
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
  const grading = injectedGrading()
  if (grading) registerCases(exercise, grading)
  return exercise
}

/** Nothing is given where it is not the grader that runs the file, and outside vitest asking throws. */
function injectedGrading(): Grading | undefined {
  try {
    return inject('grading')
  } catch {
    return undefined
  }
}

/** Where a version of an exercise lives. */
export function fileOf(exercise: Exercise, version: Grading['version']): string {
  const file = `${exercise.exercise}.ts`
  if (typeof version === 'string') return join(exercise.labFolder, version, file)
  return join(version.folder, exercise.lab, file)
}

function registerCases(exercise: Exercise, grading: Grading): void {
  const run = runnerOf(exercise, grading)
  describe(exercise.exercise, () => {
    afterAll(() => run.close())
    for (const plan of plansOf(exercise, grading.case)) {
      test(plan.title, async ({ task, skip }) => {
        const result = await run.run(plan)
        task.meta.graded = { exercise: describeExercise(exercise), result }
        if (result.status === 'not reached') skip()
        if (result.failure) throw new Error(result.failure.sentence)
      })
    }
  })
}

function runnerOf(exercise: Exercise, { version, seed, runsDir }: Grading) {
  const refusal =
    typeof version === 'string' ? missing(exercise, version) : refusalOf(exercise, version)
  if (refusal) return new RefusedExercise(exercise, refusal)
  return new ExerciseSession(exercise, fileOf(exercise, version), seed, { runsDir })
}

function missing(exercise: Exercise, version: 'exercises' | 'solutions'): Refusal | undefined {
  if (existsSync(fileOf(exercise, version))) return undefined
  const id = exercise.exercise
  const sentence = `labs/${exercise.lab}/${version}/${id}.ts is not there. pnpm reset ${id} brings it back as shipped.`
  return { got: `no ${id}.ts`, sentence, mistake: 'not-there' }
}

function plansOf({ cases }: Exercise, index: number | undefined): readonly CasePlan[] {
  if (index === undefined) return cases
  const plan = cases[index - 1]
  if (!plan) throw new NoSuchCaseError(index, cases.length)
  return [plan]
}
