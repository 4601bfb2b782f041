import type { ExerciseResult, Failure } from '../result.ts'

/** One mistake in one exercise, and how many learners met it. */
export interface Misconception {
  /** The mistake's name, or its sentence where it has none. */
  mistake: string
  /** The sentence as its first learner got it. */
  sentence: string
  learners: number
}

export interface ExerciseMisconceptions {
  lab: string
  exercise: string
  learners: number
  passed: number
  /** Most frequent first. */
  met: Misconception[]
}

/** Counts, for each exercise, how many learners met which mistake: each learner once a mistake. */
export function countMisconceptions(
  results: readonly { exercises: readonly ExerciseResult[] }[],
): ExerciseMisconceptions[] {
  const counts = new Map<string, ExerciseMisconceptions>()
  for (const exercise of results.flatMap((result) => result.exercises)) {
    const id = `${exercise.lab}/${exercise.exercise}`
    const count = counts.get(id) ?? newCount(exercise)
    counts.set(id, count)
    addLearner(count, exercise)
  }
  for (const { met } of counts.values()) met.sort((a, b) => b.learners - a.learners)
  return [...counts.values()]
}

function newCount({ lab, exercise }: ExerciseResult): ExerciseMisconceptions {
  return { lab, exercise, learners: 0, passed: 0, met: [] }
}

function addLearner(count: ExerciseMisconceptions, { cases }: ExerciseResult): void {
  const failures = cases.flatMap((c) => (c.failure ? [c.failure] : []))
  count.learners++
  if (failures.length === 0) count.passed++
  const byMistake = new Map(failures.toReversed().map((failure) => [nameOf(failure), failure]))
  for (const [mistake, { sentence }] of byMistake) {
    const known = count.met.find((met) => met.mistake === mistake)
    if (known) known.learners++
    else count.met.push({ mistake, sentence, learners: 1 })
  }
}

/** Sentences of one mistake may differ in their numbers. */
function nameOf({ mistake, sentence }: Failure): string {
  return mistake ?? sentence.replace(/\d+/g, '…')
}

/** The counts for people: an exercise, then a line for each mistake. */
export function tellMisconceptions(counts: readonly ExerciseMisconceptions[]): string {
  return counts.map(tellExercise).join('\n')
}

function tellExercise({ lab, exercise, learners, passed, met }: ExerciseMisconceptions): string {
  const rows = met.map((one) => `  ${String(one.learners).padStart(4)} ×  ${one.sentence}\n`)
  return `${lab}/${exercise}  ${passed} of ${learners} passed\n${rows.join('')}`
}
