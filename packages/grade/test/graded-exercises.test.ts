/** The grader graded: every exercise of every lab, its solution, its hints, and its known wrong answers. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Exercise } from '../src/exercise.ts'
import { ExerciseSession, runExercise } from '../src/exercise-session.ts'
import { findExercises } from '../src/find-exercises.ts'
import { fileOf } from '../src/grade-file.ts'
import { usualLimits } from '../src/limits.ts'
import { readHints } from '../src/loop/hints.ts'
import { type CaseResult, countCases, type ExerciseResult } from '../src/result.ts'
import { tellFailure } from '../src/story.ts'
import { findWrongAnswers, gradeWrongAnswer } from '../src/wrong-answers.ts'

const root = join(import.meta.dirname, '../../..')
const found = [...(await findExercises(root)).values()].flat()

/** On a busy machine starting a process takes seconds, and these start many. */
const slow = { timeout: 120_000 }

/** Three seeds have three times as long as one, and so has one on a busy machine. */
const limits = { ...usualLimits, exerciseMs: 3 * usualLimits.exerciseMs }

async function load(gradeFile: string): Promise<Exercise> {
  const module: { default: Exercise } = await import(join(root, gradeFile))
  return module.default
}

function failures({ cases }: Pick<ExerciseResult, 'cases'>): string[] {
  return cases.flatMap((c) => (c.failure ? [`${c.title}: ${c.failure.sentence}`] : []))
}

test('there are a function, a client and a server at least', async () => {
  const kinds = await Promise.all(found.map(async (one) => (await load(one.gradeFile)).kind))
  expect(kinds).toEqual(expect.arrayContaining(['function', 'client', 'server']))
})

describe.for(found)('$lab/$exercise', ({ lab, exercise: id, gradeFile }) => {
  test.concurrent('fails as shipped, and some case of it already passes', slow, async () => {
    const exercise = await load(gradeFile)
    const result = await runExercise(exercise, { file: fileOf(exercise, 'exercises'), seed: 1 })
    expect(countCases(result.cases).failed).toBeGreaterThan(0)
    expect(countCases(result.cases).passed).toBeGreaterThan(0)
    const rows = result.cases.flatMap((c) => tellFailure(result, c, 2 ** 32 - 1))
    expect(rows.filter((row) => row.length > 100)).toEqual([])
  })

  test.concurrent('its solution passes with three seeds, in one process', slow, async () => {
    const exercise = await load(gradeFile)
    const session = new ExerciseSession(exercise, fileOf(exercise, 'solutions'), 0, { limits })
    const results: CaseResult[] = []
    for (const seed of [1, 2, 2 ** 32 - 1]) {
      for (const plan of exercise.cases) results.push(await session.run(plan, seed))
    }
    await session.close()
    expect(failures({ cases: results })).toEqual([])
    expect(countCases(results)).toMatchObject({ passed: 3 * exercise.cases.length, notReached: 0 })
  })

  test.concurrent('each of at least four wrong answers gets its message', slow, async () => {
    const exercise = await load(gradeFile)
    const wrong = await findWrongAnswers(root, { lab, exercise: id })
    expect(wrong.length).toBeGreaterThanOrEqual(4)
    const surprises: string[] = []
    const rest = wrong.values()
    // Three at a time: mostly they wait, but each starts a process.
    const gradeRest = async () => {
      for (const answer of rest) {
        const { message, sentences } = await gradeWrongAnswer(exercise, answer, { seed: 7, limits })
        if (message !== undefined) continue
        surprises.push(`${answer.file} did not get "${answer.mustGet}" but:`, ...sentences)
      }
    }
    await Promise.all([gradeRest(), gradeRest(), gradeRest()])
    expect(surprises).toEqual([])
  })

  test('it has three hints, each with words of its own', async () => {
    const hints = await readHints(root, { lab, exercise: id })
    expect(hints?.map(({ title }) => title)).toEqual(['A nudge', 'A pointer', 'Nearly there'])
  })

  test('what the learner edits has one TODO, and the solution none', async () => {
    const exercise = await load(gradeFile)
    const todos = async (version: 'exercises' | 'solutions') =>
      [...(await readFile(fileOf(exercise, version), 'utf8')).matchAll(/\bTODO\b/g)].length
    expect(await todos('exercises')).toBe(1)
    expect(await todos('solutions')).toBe(0)
  })
})
