import {
  type CaseResult,
  countCases,
  type ExerciseResult,
  type GradeResult,
  hasPassed,
} from '../result.ts'
import { tellFailure } from '../story.ts'

/** The result for people: a line a case, and a story for each mistake the first time it is met. */
export function emitText(result: GradeResult): string {
  const { exercises, seed } = result
  const passed = exercises.filter(hasPassed).length
  const summary = `exercises: ${passed} passed, ${exercises.length - passed} failed    seed ${seed}`
  return `${[...exercises.map((exercise) => tellExercise(exercise, seed)), summary].join('\n\n')}\n`
}

function tellExercise(exercise: ExerciseResult, seed: number): string {
  const { passed, failed, notReached } = countCases(exercise.cases)
  const title = `${exercise.lab}/${exercise.exercise}  ${exercise.shows}`
  if (hasPassed(exercise)) return `${title}\n✓ ${passed} passed`
  const told = new Set<string>()
  const rows = exercise.cases.flatMap((c) => tellCase(exercise, c, seed, told))
  const counts = `    ${passed} passed, ${failed} failed, ${notReached} not reached`
  return [title, ...rows, counts].join('\n')
}

/** `told` holds the mistakes that have had their story. */
function tellCase(
  exercise: ExerciseResult,
  { title, status, failure, ...rest }: CaseResult,
  seed: number,
  told: Set<string>,
): string[] {
  if (status === 'passed') return [`✓ ${title}`]
  // Those that were not reached are counted at the end.
  if (!failure) return []
  const mistake = failure.mistake ?? failure.sentence
  if (told.has(mistake)) return [`✗ ${exercise.fact}  ${title}      the same mistake`]
  told.add(mistake)
  return tellFailure(exercise, { title, status, failure, ...rest }, seed)
}
