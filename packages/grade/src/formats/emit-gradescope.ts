import { countCases, type ExerciseResult, earnedPoints, type GradeResult } from '../result.ts'
import { casePoints } from './case-points.ts'
import { tellCaseOutcome } from './case-words.ts'
import { jsonDocument, type Setting } from './format.ts'

/** Gradescope's `results.json`: a test for each case, numbered exercise.case. */
export function emitGradescope(result: GradeResult, { learner, gradedAt }: Setting): string {
  const { exercises, seed, durationMs } = result
  return jsonDocument({
    score: sum(exercises.map(earnedPoints)),
    execution_time: durationMs / 1000,
    output: summary(result),
    output_format: 'text',
    test_output_format: 'text',
    test_name_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    extra_data: { seed, gradedAt, ...(learner.studentId && { learner }) },
    tests: exercises.flatMap((exercise, i) => testsOf(exercise, i + 1, seed)),
  })
}

function testsOf(exercise: ExerciseResult, number: number, seed: number) {
  return casePoints(exercise).map(({ case: c, score, maxScore }) => ({
    score,
    max_score: maxScore,
    status: c.status === 'passed' ? 'passed' : 'failed',
    name: `${exercise.exercise}: ${c.title}`,
    name_format: 'text',
    number: `${number}.${c.index}`,
    output: tellCaseOutcome(exercise, c, seed),
    output_format: 'text',
    tags: [exercise.lab, exercise.fact],
    visibility: 'visible',
  }))
}

function summary({ exercises, seed }: GradeResult): string {
  const rows = exercises.map((exercise) => {
    const { passed, failed, notReached } = countCases(exercise.cases)
    const points = `${earnedPoints(exercise)} of ${exercise.points} points`
    return `${exercise.lab}/${exercise.exercise}: ${points} (${passed} passed, ${failed} failed, ${notReached} not reached)`
  })
  return [...rows, `seed ${seed}`].join('\n')
}

/** A sum of hundredths without the error of their binary forms. */
function sum(points: readonly number[]): number {
  return Math.round(points.reduce((all, one) => all + one, 0) * 100) / 100
}
