import type { FoundExercise } from '../find-exercises.ts'
import { countCases, type ExerciseResult } from '../result.ts'
import { tellFailure } from '../story.ts'

/** Where the learner is: every exercise of each lab, those that are done, and the one that is next. */
export function sayProgress(
  exercises: readonly FoundExercise[],
  isDone: (exercise: FoundExercise) => boolean,
  next: FoundExercise | undefined,
): string {
  const labs = [...new Set(exercises.map(({ lab }) => lab))]
  const rows = labs.flatMap((lab) => {
    const ofLab = exercises.filter((one) => one.lab === lab)
    const done = ofLab.filter(isDone).length
    const marks = ofLab.map((one) => {
      if (one === next) return `  → ${one.exercise}`
      return `  ${isDone(one) ? '✓' : ' '} ${one.exercise}`
    })
    return [`${lab}  ${done} of ${ofLab.length} done`, ...marks]
  })
  return rows.join('\n')
}

/** What grading up to the first failure found. */
export function sayVerdict(
  result: ExerciseResult,
  { seed, caseCount, tookMs }: { seed: number; caseCount: number; tookMs: number },
): string {
  const seconds = `${(tookMs / 1000).toFixed(1)} s`
  const { passed } = countCases(result.cases)
  const failed = result.cases.find(({ status }) => status !== 'passed')
  const title = `${result.lab}/${result.exercise}  ${result.shows}`
  if (!failed) return `${title}\n✓ all ${passed} cases passed    ${seconds}`
  const left = caseCount - passed - 1
  const counts = `    ${passed} passed, 1 failed, ${left} not tried yet    ${seconds}`
  return [title, ...tellFailure(result, failed, seed), counts].join('\n')
}
