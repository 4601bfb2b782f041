import type { Reporter, TestModule } from 'vitest/node'
import { startVitest } from 'vitest/node'
import type { FoundExercise } from './find-exercises.ts'
import type { Grading } from './grade-file.ts'
import { GradeFileError } from './grade-file-error.ts'
import type { ExerciseResult, GradeResult } from './result.ts'

/** Runs the grade files of these exercises with vitest, in the order given. */
export async function runGradeFiles(
  root: string,
  exercises: readonly FoundExercise[],
  grading: Grading,
): Promise<GradeResult> {
  const startMs = performance.now()
  const modules = await runVitest(root, exercises, grading)
  const results = exercises.map((exercise) => {
    const found = modules.find((module) => module.moduleId.endsWith(exercise.gradeFile))
    return resultOf(exercise, found)
  })
  const durationMs = Math.round(performance.now() - startMs)
  return { version: 1, seed: grading.seed, durationMs, exercises: results }
}

async function runVitest(
  root: string,
  exercises: readonly FoundExercise[],
  grading: Grading,
): Promise<readonly TestModule[]> {
  let modules: readonly TestModule[] = []
  const collector: Reporter = {
    onTestRunEnd(finished) {
      modules = finished
    },
  }
  const vitest = await startVitest('test', [], {
    config: false,
    root,
    include: exercises.map((exercise) => exercise.gradeFile),
    reporters: [collector],
    provide: { grading },
    watch: false,
    // The learner's process has its own limits, which are shorter.
    testTimeout: 60_000,
    sequence: { concurrent: false },
  })
  await vitest.close()
  return modules
}

function resultOf(found: FoundExercise, module: TestModule | undefined): ExerciseResult {
  const errors = module?.errors() ?? []
  if (!module || errors.length > 0) {
    throw new GradeFileError(found.gradeFile, errors[0]?.message ?? 'vitest did not run it')
  }
  let result: ExerciseResult | undefined
  for (const test of module.children.allTests()) {
    const { graded } = test.meta()
    if (!graded) {
      const { errors } = test.result()
      throw new GradeFileError(found.gradeFile, errors?.[0]?.message ?? `no result of ${test.name}`)
    }
    result ??= { ...graded.exercise, cases: [] }
    result.cases.push(graded.result)
  }
  if (!result) throw new GradeFileError(found.gradeFile, 'it has no cases')
  return result
}
