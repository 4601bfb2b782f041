import { execFile } from 'node:child_process'
import { lstat, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { resetExercise } from '../src/loop/reset.ts'
import { readShipped, sha256Of, ship, staleShipped } from '../src/loop/shipped.ts'
import { answer, exercises, makeCourse, writeIn } from './loop-fixture.ts'

let root: string
beforeEach(async () => {
  root = await makeCourse()
  await ship(root)
})
afterEach(() => rm(root, { recursive: true }))

const [twice] = exercises as [(typeof exercises)[number]]
const path = 'labs/tiny/exercises/tiny-1-twice.ts'
const read = (file: string) => readFile(join(root, file), 'utf8')

describe('reset', () => {
  test('puts the exercise back, and keeps what was written, each time anew', async () => {
    for (const number of [1, 2]) {
      await writeIn(root, path, `mine ${number}`)
      const kept = `.mine/labs/tiny/exercises/tiny-1-twice.${number}.ts`
      expect(resetExercise(root, twice)).toBe(
        `${path} is as it was shipped.\nWhat you had written is in ${kept}`,
      )
      expect(await read(path)).toBe(answer('twice', undefined))
      expect(await read(kept)).toBe(`mine ${number}`)
    }
  })

  test('an exercise as shipped is left alone; one that is gone comes back', async () => {
    expect(resetExercise(root, twice)).toBe(`${path} is as it was shipped; nothing to do.`)
    await rm(join(root, 'labs/tiny/exercises'), { recursive: true })
    expect(resetExercise(root, twice)).toBe(`${path} is as it was shipped.`)
    expect(await read(path)).toBe(answer('twice', undefined))
  })

  test('bytes that are no text are kept as they are', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x80])
    await writeFile(join(root, path), bytes)
    resetExercise(root, twice)
    const kept = await readFile(join(root, '.mine/labs/tiny/exercises/tiny-1-twice.1.ts'))
    expect(kept.equals(bytes)).toBe(true)
  })

  test('nothing is written through a link', async () => {
    const elsewhere = join(root, 'elsewhere')
    await writeFile(elsewhere, 'untouched')
    await rm(join(root, path))
    await symlink(elsewhere, join(root, path))
    resetExercise(root, twice)
    expect(await read('elsewhere')).toBe('untouched')
    expect((await lstat(join(root, path))).isFile()).toBe(true)
    await rm(join(root, 'labs/tiny/exercises'), { recursive: true })
    await symlink(root, join(root, 'labs/tiny/exercises'))
    expect(() => resetExercise(root, twice)).toThrow('labs/tiny/exercises is no folder')
  })

  test('a folder in its place is told, and left', async () => {
    await rm(join(root, path))
    await writeIn(root, `${path}/x`, '')
    expect(() => resetExercise(root, twice)).toThrow(`${path} is no file, and in the way`)
  })

  test('what was never shipped cannot be reset', async () => {
    await rm(join(root, 'packages'), { recursive: true })
    expect(() => resetExercise(root, twice)).toThrow(
      'packages/grade/shipped/tiny.json does not hold',
    )
  })
})

const checkout = join(import.meta.dirname, '../../..')

describe('the shipped exercises', () => {
  test('are those in exercises/; else run pnpm reset --ship', async () => {
    expect(await staleShipped(checkout)).toEqual([])
  })

  test('have the hashes that they say', () => {
    for (const { sha256, text } of readShipped(checkout, 'tcp-basics').values()) {
      expect(sha256Of(text)).toBe(sha256)
    }
  })
})

test('the command names what exists and has the status of wrong words', async () => {
  const command = ['--import', 'tsx', 'packages/grade/src/cli/reset.ts', 'data-99']
  const ended = await promisify(execFile)(process.execPath, command, { cwd: checkout }).catch(
    (error: { code: number; stderr: string }) => error,
  )
  expect(ended).toMatchObject({ code: 2 })
  expect(ended.stderr).toMatch(
    /there is no exercise data-99; there are: .*tcp-basics\/data-3-collect/,
  )
})
