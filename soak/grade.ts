import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { Exercise } from '../packages/grade/src/exercise.ts'
import { describeExercise } from '../packages/grade/src/exercise.ts'
import { ExerciseSession } from '../packages/grade/src/exercise-session.ts'
import { findExercises } from '../packages/grade/src/find-exercises.ts'
import { fileOf } from '../packages/grade/src/grade-file.ts'
import { usualLimits } from '../packages/grade/src/limits.ts'
import { loadExercise } from '../packages/grade/src/loop/load-exercise.ts'
import type { CaseResult } from '../packages/grade/src/result.ts'
import { tellFailure } from '../packages/grade/src/story.ts'

const seedsOfEach = 50
const limits = { ...usualLimits, exerciseMs: 10 * 60_000 }
const root = join(import.meta.dirname, '..')

/**
 * Grades every solution with 50 seeds, all of them in one process of the learner's, so that what one
 * case leaves behind would be found by the next. True when every case passed; a failure prints its story.
 */
export async function soakGrade(): Promise<boolean> {
  let failures = 0
  for (const found of [...(await findExercises(root)).values()].flat()) {
    const exercise = await loadExercise(root, found)
    const startMs = performance.now()
    const failed = await soakExercise(exercise, newSeeds())
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
    const outcome = failed === 0 ? `${seedsOfEach} seeds passed` : `${failed} cases failed`
    process.stderr.write(`\r${found.lab}/${found.exercise}: ${outcome}  ${seconds} s\n`)
    failures += failed
  }
  return failures === 0
}

/** The edges of what a seed can be, and others, none of them twice. */
function newSeeds(): number[] {
  const seeds = new Set([0, 2 ** 32 - 1])
  while (seeds.size < seedsOfEach) seeds.add(randomInt(2 ** 32))
  return [...seeds]
}

async function soakExercise(exercise: Exercise, seeds: readonly number[]): Promise<number> {
  const file = fileOf(exercise, 'solutions')
  const session = new ExerciseSession(exercise, file, 0, { limits })
  let failed = 0
  try {
    for (const [i, seed] of seeds.entries()) {
      process.stderr.write(
        `\r${exercise.lab}/${exercise.exercise}: seed ${i + 1} of ${seeds.length}`,
      )
      for (const plan of exercise.cases) {
        const result = await session.run(plan, seed)
        if (result.status !== 'passed' && ++failed) tell(exercise, result, seed)
      }
    }
  } finally {
    await session.close()
  }
  return failed
}

function tell(exercise: Exercise, result: CaseResult, seed: number): void {
  const story = tellFailure({ ...describeExercise(exercise), cases: [] }, result, seed)
  const text = story.length > 0 ? story.join('\n') : `${result.title}: not reached`
  process.stdout.write(`\nthe solution failed with seed ${seed}\n${text}\n`)
}
