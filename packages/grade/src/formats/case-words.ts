import type { CaseResult, ExerciseResult } from '../result.ts'
import { tellFailure } from '../story.ts'

/** What a case that did not pass tells; nothing for one that did. */
export function tellCaseOutcome(exercise: ExerciseResult, c: CaseResult, seed: number): string {
  if (c.status === 'passed') return ''
  if (c.failure) return tellFailure(exercise, c, seed).join('\n')
  return 'Not reached: what went wrong in a case before it ends the exercise.'
}
