import type { CaseResult, ExerciseResult, GradeResult } from '../result.ts'
import { tellCaseOutcome } from './case-words.ts'
import { jsonDocument } from './format.ts'

const mostMessageCharacters = 65_535
const mostOutputCharacters = 500
const cutSentence = '\n(The rest is left out: 500 characters are shown.)'

/** The result of Exercism's test runner, version 3. An exercise of ours is a task of theirs. */
export function emitExercism({ exercises, seed }: GradeResult): string {
  const message = whyNothingRan(exercises, seed)
  if (message !== undefined) {
    return jsonDocument({
      version: 3,
      status: 'error',
      message: message.slice(0, mostMessageCharacters),
    })
  }
  const tests = exercises.flatMap((exercise, i) =>
    exercise.cases.map((c) => testOf(exercise, c, i + 1, seed)),
  )
  const status = tests.every((test) => test.status === 'pass') ? 'pass' : 'fail'
  return jsonDocument({ version: 3, status, tests })
}

function testOf(exercise: ExerciseResult, c: CaseResult, taskId: number, seed: number) {
  const message = tellCaseOutcome(exercise, c, seed).slice(0, mostMessageCharacters)
  return {
    name: c.title,
    status: c.status === 'passed' ? 'pass' : 'fail',
    ...(message && { message }),
    ...(c.output && { output: shorten(c.output) }),
    test_code: c.steps.map(({ action, expectation }) => stepLine(action, expectation)).join('\n'),
    task_id: taskId,
  }
}

/** The first failure of each exercise when none of their files could be run at all. */
function whyNothingRan(exercises: readonly ExerciseResult[], seed: number): string | undefined {
  const notRun = ['load-failed', 'export-missing', 'never-loaded', 'not-handed-in', 'not-there']
  const reasons = exercises.flatMap((exercise) => {
    const first = exercise.cases[0]
    const isNotRun = first?.failure?.mistake && notRun.includes(first.failure.mistake)
    return first && isNotRun ? [tellCaseOutcome(exercise, first, seed)] : []
  })
  return reasons.length === exercises.length ? reasons.join('\n\n') : undefined
}

function stepLine(action: string, expectation: string): string {
  return expectation ? `${action}  // ${expectation}` : action
}

function shorten(output: string): string {
  if (output.length <= mostOutputCharacters) return output
  return output.slice(0, mostOutputCharacters - cutSentence.length) + cutSentence
}
