/** The grader graded: every exercise of every lab, its solution, and its known wrong answers. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Exercise } from '../src/exercise.ts'
import { runExercise } from '../src/exercise-session.ts'
import { findExercises } from '../src/find-exercises.ts'
import { fileOf } from '../src/grade-file.ts'
import { countCases, type ExerciseResult } from '../src/result.ts'

const root = join(import.meta.dirname, '../../..')
const found = [...(await findExercises(root)).values()].flat()

async function load(gradeFile: string): Promise<Exercise> {
  const module: { default: Exercise } = await import(join(root, gradeFile))
  return module.default
}

function failures(result: ExerciseResult): string[] {
  return result.cases.flatMap((c) => (c.failure ? [`${c.title}: ${c.failure.sentence}`] : []))
}

async function wrongAnswers(exercise: Exercise): Promise<{ file: string; mustGet: string }[]> {
  const folder = join(exercise.labFolder, 'wrong')
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${exercise.exercise}.`))
  return Promise.all(
    names.map(async (name) => {
      const file = join(folder, name)
      const mustGet = /^ \* Must get: (.+)$/m.exec(await readFile(file, 'utf8'))?.[1]
      if (!mustGet) throw new Error(`${name} does not say which message it must get`)
      return { file, mustGet }
    }),
  )
}

describe.for(found)('$lab/$exercise', ({ gradeFile }) => {
  test.concurrent('fails as shipped, and some case of it already passes', async () => {
    const exercise = await load(gradeFile)
    const result = await runExercise(exercise, { file: fileOf(exercise, 'exercises'), seed: 1 })
    expect(countCases(result.cases).failed).toBeGreaterThan(0)
    expect(countCases(result.cases).passed).toBeGreaterThan(0)
  })

  test.concurrent.for([1, 2, 4294967295])('its solution passes with seed %i', async (seed) => {
    const exercise = await load(gradeFile)
    const result = await runExercise(exercise, { file: fileOf(exercise, 'solutions'), seed })
    expect(failures(result)).toEqual([])
    expect(countCases(result.cases).notReached).toBe(0)
  })

  test.concurrent('each of at least four wrong answers gets the message that it declares', async () => {
    const exercise = await load(gradeFile)
    const wrong = await wrongAnswers(exercise)
    expect(wrong.length).toBeGreaterThanOrEqual(4)
    const surprises: string[] = []
    const rest = wrong.values()
    // Three at a time: mostly they wait, but each starts a process.
    const gradeRest = async () => {
      for (const { file, mustGet } of rest) {
        const sentences = failures(await runExercise(exercise, { file, seed: 7 }))
        if (sentences.some((sentence) => sentence.includes(mustGet))) continue
        surprises.push(`${basename(file)} did not get "${mustGet}" but:`, ...sentences)
      }
    }
    await Promise.all([gradeRest(), gradeRest(), gradeRest()])
    expect(surprises).toEqual([])
  })
})
