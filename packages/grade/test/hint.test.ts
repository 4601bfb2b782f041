import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findExercises } from '../src/find-exercises.ts'
import { chooseExercise } from '../src/loop/choose-exercise.ts'
import { giveHint, repeatHints, showSolution } from '../src/loop/give-hint.ts'
import { hintsPath, parseHints, readHints } from '../src/loop/hints.ts'
import { noteProgress } from '../src/loop/progress.ts'
import { exercises, hints, makeCourse } from './loop-fixture.ts'

let root: string
beforeEach(async () => {
  root = await makeCourse()
})
afterEach(() => rm(root, { recursive: true }))

const [twice, thrice] = exercises as [(typeof exercises)[number], (typeof exercises)[number]]

function pass(exercise: typeof twice): void {
  const one = { index: 1, title: '', status: 'passed' as const, durationMs: 0, steps: [] }
  noteProgress(root, { exercises: [{ ...exercise, shows: '', points: 10, cases: [one] }] })
}

describe('hint', () => {
  test('each call gives the next of three, then says that these were all', async () => {
    expect(await giveHint(root, twice)).toBe(
      'tiny-1-twice: a nudge (1 of 3)\n\nLook at the number.',
    )
    expect(await giveHint(root, twice)).toContain('a pointer (2 of 3)\n\nTry it on paper.')
    const third = await giveHint(root, twice)
    expect(third).toContain('nearly there (3 of 3)\n\nn + n is two times n.')
    expect(third).toContain('That was the last hint.')
    const fourth = await giveHint(root, twice)
    expect(fourth).toBe(
      'These were all 3 hints for tiny-1-twice. pnpm hint tiny-1-twice --again shows them again.',
    )
  })

  test('--again repeats those that were given, and gives none', async () => {
    expect(await repeatHints(root, twice)).toContain('No hint was given yet')
    await giveHint(root, twice)
    await giveHint(root, twice)
    const again = await repeatHints(root, twice)
    expect(again).toContain('(1 of 3)')
    expect(again).toContain('(2 of 3)')
    expect(again).not.toContain('(3 of 3)')
    expect(await giveHint(root, twice)).toContain('(3 of 3)')
  })

  test('an exercise without hints says so', async () => {
    await expect(giveHint(root, thrice)).rejects.toMatchObject({
      message: 'no hints are written for tiny/tiny-2-thrice yet',
      status: 1,
    })
  })

  test('the solution is shown once the exercise has passed, where there is one', async () => {
    await expect(showSolution(root, twice)).rejects.toThrow('pnpm grade tiny/tiny-1-twice')
    pass(twice)
    const shown = await showSolution(root, twice)
    expect(shown).toContain('The solution we wrote: labs/tiny/solutions/tiny-1-twice.ts')
    expect(shown).toContain('String(n * 2)')
    expect(await giveHint(root, twice)).toContain('pnpm hint tiny-1-twice --solution')
    pass(thrice)
    await expect(showSolution(root, thrice)).rejects.toThrow('not part of this edition')
  })

  test.each(['tiny-1-twice', 'tiny-1', 'tiny/tiny-1-twice', 'tiny/tiny-1'])(
    '%s names the exercise',
    async (word) => {
      expect(await chooseExercise(root, word)).toEqual(twice)
    },
  )

  test.each(['tiny-9', 'twice', '../tiny-1-twice', '', '__proto__'])(
    'the word "%s" names none, and what exists is told',
    async (word) => {
      await expect(chooseExercise(root, word)).rejects.toMatchObject({
        message: `there is no exercise ${word}; there are: tiny/tiny-1-twice, tiny/tiny-2-thrice`,
        status: 2,
      })
    },
  )
})

describe('a file of hints', () => {
  test('has exactly the three headings, in order, each with words', () => {
    const without = (text: string) => () => parseHints(hints.replace(text, ''), 'x.md')
    expect(parseHints(hints, 'x.md')).toHaveLength(3)
    expect(parseHints(hints.replaceAll('\n', '\r\n'), 'x.md')[1]?.text).toBe('Try it on paper.')
    expect(without('## A pointer')).toThrow(
      'x.md: expected the headings A nudge, A pointer, Nearly there; found A nudge, Nearly there',
    )
    expect(without('Try it on paper.')).toThrow('x.md: nothing stands under A pointer')
    expect(() => parseHints(`${hints}\n## More\n\nx`, 'x.md')).toThrow('Nearly there, More')
    expect(() => parseHints('', 'x.md')).toThrow('found none')
  })

  const checkout = join(import.meta.dirname, '../../..')

  test('of every lab is well-formed and belongs to an exercise, and every exercise has one', async () => {
    for (const [lab, found] of await findExercises(checkout)) {
      for (const one of found) expect(await readHints(checkout, one), one.exercise).toHaveLength(3)
      const files = await readdir(join(checkout, 'labs', lab, 'hints')).catch(() => [])
      const sources = await readdir(join(checkout, 'labs', lab, 'exercises')).catch(() => [])
      const stems = sources.map((name) => hintsPath({ lab, exercise: name.replace(/\.ts$/, '') }))
      for (const file of files) expect(stems).toContain(`labs/${lab}/hints/${file}`)
    }
  })

  test('of every lab has no line of code that stands in the solution', async () => {
    for (const exercise of [...(await findExercises(checkout)).values()].flat()) {
      const told = (await readHints(checkout, exercise)) ?? []
      const path = `labs/${exercise.lab}/solutions/${exercise.exercise}.ts`
      const code = (await readFile(join(checkout, path), 'utf8')).split('\n')
      const lines = code.map((line) => line.trim()).filter((line) => line.length > 40)
      for (const { text } of told) for (const line of lines) expect(text).not.toContain(line)
    }
  })
})
