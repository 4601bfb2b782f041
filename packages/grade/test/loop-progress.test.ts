import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  changeProgress,
  noteProgress,
  progressFile,
  readProgress,
  standsPassed,
} from '../src/loop/progress.ts'
import type { ExerciseResult } from '../src/result.ts'
import { answer, exercises, makeCourse, writeIn } from './loop-fixture.ts'

let root: string
beforeEach(async () => {
  root = await makeCourse()
})
afterEach(() => rm(root, { recursive: true }))

const [twice] = exercises as [(typeof exercises)[number]]
const file = 'labs/tiny/exercises/tiny-1-twice.ts'

function result(...statuses: ('passed' | 'failed')[]): { exercises: ExerciseResult[] } {
  const cases = statuses.map((status, i) => ({
    index: i + 1,
    title: '',
    status,
    durationMs: 0,
    steps: [],
  }))
  return { exercises: [{ ...twice, shows: '', points: 10, cases }] }
}

const stands = () => standsPassed(root, readProgress(root), twice)

describe('progress', () => {
  test('an exercise that passed is done until its file is another', async () => {
    expect(stands()).toBe(false)
    expect(noteProgress(root, result('passed', 'passed'))).toBe(undefined)
    expect(stands()).toBe(true)
    await writeIn(root, file, answer('twice', 7))
    expect(stands()).toBe(false)
  })

  test('a failure after a pass takes the standing, and leaves when it passed first', () => {
    noteProgress(root, result('passed'))
    const { passedAt } = readProgress(root).get('tiny/tiny-1-twice') ?? {}
    expect(passedAt).toMatch(/^\d{4}-/)
    noteProgress(root, result('passed', 'failed'))
    expect(readProgress(root).get('tiny/tiny-1-twice')).toEqual({ passedAt })
    noteProgress(root, result('passed'))
    expect(readProgress(root).get('tiny/tiny-1-twice')).toMatchObject({ passedAt })
    expect(stands()).toBe(true)
  })

  test.each(['', '{"exer', '[]', 'null', '{"exercises":[1]}', '{"exercises":7}'])(
    'a broken file (%j) is put aside, and progress begins anew',
    async (text) => {
      await writeFile(join(root, progressFile), text)
      expect(readProgress(root).size).toBe(0)
      expect(noteProgress(root, result('passed'))).toBe(undefined)
      expect(stands()).toBe(true)
      expect(await readFile(join(root, '.progress.broken.json'), 'utf8')).toBe(text)
    },
  )

  test('entries that are no such thing are left out, and the others stay', async () => {
    const entries = {
      'tiny/a': { passedAt: 3, hintsGiven: 'x', passedSha256: null },
      'tiny/b': { hintsGiven: 2 },
      'tiny/c': 9,
    }
    await writeFile(join(root, progressFile), JSON.stringify({ version: 1, exercises: entries }))
    expect(Object.fromEntries(readProgress(root))).toEqual({
      'tiny/a': {},
      'tiny/b': { hintsGiven: 2 },
      'tiny/c': {},
    })
  })

  test('where nothing can be written it says why, and throws nothing', async () => {
    await mkdir(join(root, progressFile, 'x'), { recursive: true })
    await mkdir(join(root, '.progress.broken.json', 'x'), { recursive: true })
    expect(noteProgress(root, result('passed'))).toMatch(
      /^\.progress\.json could not be written: E/,
    )
  })

  test('nothing but the file is left behind', async () => {
    for (let i = 0; i < 3; i++) changeProgress(root, (progress) => progress.set('x/y', {}))
    const left = (await readdir(root)).filter((name) => name.startsWith('.'))
    expect(left).toEqual([progressFile])
  })
})
