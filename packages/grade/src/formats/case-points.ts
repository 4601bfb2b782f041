import type { CaseResult, ExerciseResult } from '../result.ts'

export interface CasePoints {
  case: CaseResult
  score: number
  maxScore: number
}

/**
 * An exercise's points shared among its cases, in hundredths. The scores sum to what the exercise earned
 * and the highest scores to its points, without an error from rounding each of them.
 */
export function casePoints({ points, cases }: ExerciseResult): CasePoints[] {
  const passed = cases.filter((c) => c.status === 'passed')
  const order = [...passed, ...cases.filter((c) => c.status !== 'passed')]
  const upTo = (count: number) => Math.round((100 * points * count) / cases.length)
  return cases.map((c) => {
    const place = order.indexOf(c)
    const maxScore = (upTo(place + 1) - upTo(place)) / 100
    return { case: c, score: c.status === 'passed' ? maxScore : 0, maxScore }
  })
}
