import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where the solution of an exercise is, from the root, in a course that has solutions. */
export function solutionPath({ lab, exercise }: { lab: string; exercise: string }): string {
  return `labs/${lab}/solutions/${exercise}.ts`
}

/** One line for a learner who has passed; undefined in an edition without solutions. */
export function sayWhereSolution(
  root: string,
  exercise: { lab: string; exercise: string },
): string | undefined {
  const path = solutionPath(exercise)
  return existsSync(join(root, path)) ? `the solution we wrote: ${path}` : undefined
}
