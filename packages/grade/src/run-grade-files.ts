import type { Reporter, TestModule } from 'vitest/node'
import { startVitest } from 'vitest/node'
import { notGradable, refuseExercise } from './class/refused-exercise.ts'
import type { FoundExercise } from './find-exercises.ts'
import { plainResult } from './formats/plain-result.ts'
import type { Grading } from './grade-file.ts'
import { GradeFileError } from './grade-file-error.ts'
import { loadExercise } from './loop/load-exercise.ts'
import type { ExerciseResult, GradeResult } from './result.ts'
import { WordsError } from './words-error.ts'

/** Runs the grade files of these exercises with vitest; the results are in the order given. */
export async function runGradeFiles(
  root: string,
  exercises: readonly FoundExercise[],
  grading: Grading,
): Promise<GradeResult> {
  const startMs = performance.now()
  const modules = await runTogether(root, exercises, grading)
  const results: ExerciseResult[] = []
  for (const exercise of exercises) {
    const found = modules.find((module) => module.moduleId.endsWith(exercise.gradeFile))
    results.push(resultOf(exercise, found) ?? (await lostResult(root, exercise)))
  }
  const durationMs = Math.round(performance.now() - startMs)
  return plainResult({ version: 1, seed: grading.seed, durationMs, exercises: results }, root)
}

/**
 * All grade files in one process, which has to load only once what they share. What is missing then, because
 * a learner's program ended that process, is run again, each file in a process of its own.
 */
async function runTogether(
  root: string,
  exercises: readonly FoundExercise[],
  grading: Grading,
): Promise<readonly TestModule[]> {
  const together = await runVitest(root, exercises, { grading, isolate: false })
  const isWhole = (module: TestModule) =>
    module.errors().length === 0 &&
    [...module.children.allTests()].every((test) => test.meta().graded)
  const whole = together.filter(isWhole)
  const rest = exercises.filter(
    ({ gradeFile }) => !whole.some((one) => one.moduleId.endsWith(gradeFile)),
  )
  if (rest.length === 0 || exercises.length === 1) return together
  return [...whole, ...(await runVitest(root, rest, { grading, isolate: true }))]
}

async function runVitest(
  root: string,
  exercises: readonly FoundExercise[],
  { grading, isolate }: { grading: Grading; isolate: boolean },
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
    isolate,
  })
  await vitest.close()
  return modules
}

/** Nothing when the process that ran the grade file was ended before it could tell. */
function resultOf(
  found: FoundExercise,
  module: TestModule | undefined,
): ExerciseResult | undefined {
  const [error] = module?.errors() ?? []
  if (error?.name === 'NoSuchCaseError') {
    throw new WordsError(`${found.lab}/${found.exercise}: ${error.message}`)
  }
  if (!module || error) {
    throw new GradeFileError(found.gradeFile, error?.message ?? 'vitest did not run it')
  }
  let result: ExerciseResult | undefined
  for (const test of module.children.allTests()) {
    const { graded } = test.meta()
    if (!graded) {
      const [thrown] = test.result().errors ?? []
      if (thrown) throw new GradeFileError(found.gradeFile, thrown.message)
      return undefined
    }
    result ??= { ...graded.exercise, cases: [] }
    result.cases.push(graded.result)
  }
  if (!result) throw new GradeFileError(found.gradeFile, 'it has no cases')
  return result
}

/** The learner's program has this user's rights, and can kill the process that judges it. */
async function lostResult(root: string, found: FoundExercise): Promise<ExerciseResult> {
  const ended = notGradable('the process that grades it was ended while it ran.')
  return refuseExercise(await loadExercise(root, found), ended)
}
