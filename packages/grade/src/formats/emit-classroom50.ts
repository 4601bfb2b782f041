import {
  countCases,
  type ExerciseResult,
  earnedPoints,
  type GradeResult,
  hasPassed,
} from '../result.ts'
import { jsonDocument, type Setting } from './format.ts'

/** Without these in the environment nobody can say whose result it is. */
export const neededVariables = [
  'CLASSROOM',
  'ASSIGNMENT',
  'SUBMISSION_TAG',
  'COMMIT_URL',
  'RELEASE_URL',
] as const

/**
 * Classroom 50's `result.json`: a test for each exercise, in whole points. Its runner adds `owner` and
 * `assignment_type` itself.
 */
export function emitClassroom50(result: GradeResult, setting: Setting): string {
  const { environment, gradedAt } = setting
  const told = (name: string) => environment[name] ?? ''
  const tests = result.exercises.map(testOf)
  const add = (key: 'score' | 'max-score') => tests.reduce((sum, test) => sum + test[key], 0)
  return jsonDocument({
    schema: 'classroom50/result/v1',
    classroom: told('CLASSROOM'),
    assignment: told('ASSIGNMENT'),
    submission: told('SUBMISSION_TAG'),
    commit: told('COMMIT_URL'),
    release: told('RELEASE_URL'),
    review: environment.REVIEW_URL || told('COMMIT_URL'),
    datetime: gradedAt,
    graded_at: gradedAt,
    score: add('score'),
    'max-score': add('max-score'),
    tests,
  })
}

function testOf(exercise: ExerciseResult) {
  const maxScore = Math.max(1, Math.round(exercise.points))
  const isPassed = hasPassed(exercise)
  const share = Math.round((earnedPoints(exercise) / exercise.points) * maxScore)
  const { passed, failed, notReached } = countCases(exercise.cases)
  const message = firstSentence(exercise)
  return {
    'test-name': `${exercise.lab}/${exercise.exercise}`,
    passed: isPassed,
    // Rounding never makes a whole of a part.
    score: isPassed ? maxScore : Math.min(share || 0, maxScore - 1),
    'max-score': maxScore,
    cases: `${passed} passed, ${failed} failed, ${notReached} not reached`,
    ...(message && { message }),
  }
}

function firstSentence({ cases }: ExerciseResult): string | undefined {
  return cases.find((c) => c.failure)?.failure?.sentence
}
