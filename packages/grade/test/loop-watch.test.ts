/** `--watch` as a process of its own, as the command starts it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readProgress, standsPassed } from '../src/loop/progress.ts'
import { answer, exercises, makeCourse, writeIn } from './loop-fixture.ts'

const checkout = join(import.meta.dirname, '../../..')
const twiceFile = 'labs/tiny/exercises/tiny-1-twice.ts'
const thriceFile = 'labs/tiny/exercises/tiny-2-thrice.ts'

let root: string
let watch: ChildProcess | undefined
let output = ''

beforeEach(async () => {
  root = await makeCourse()
  output = ''
})
afterEach(async () => {
  watch?.kill('SIGKILL')
  await rm(root, { recursive: true })
})

function start(chosen = exercises): void {
  const script = `
    import { watchExercises } from './packages/grade/src/loop/watch.ts'
    const [root, exercises] = process.argv.slice(-2)
    const options = { root, exercises: JSON.parse(exercises), seed: 7 }
    process.exitCode = await watchExercises(options)`
  const words = [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    script,
    root,
    JSON.stringify(chosen),
  ]
  watch = spawn(process.execPath, words, { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] })
  const keep = (chunk: Buffer) => {
    output += chunk
  }
  watch.stdout?.on('data', keep)
  watch.stderr?.on('data', keep)
}

/** Waits for these words, in what was not looked at yet. */
async function says(...words: string[]): Promise<void> {
  for (const word of words) {
    await expect.poll(() => output).toContain(word)
    output = output.slice(output.indexOf(word) + word.length)
  }
}

function ended(): Promise<number | null> {
  return new Promise((resolve) => {
    if (watch?.exitCode !== null) resolve(watch?.exitCode ?? null)
    else watch.once('exit', resolve)
  })
}

function childrenOf(pid: number | undefined): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=']).toString().trim().split('\n')
  return rows
    .map((row) => row.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []))
}

const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('works through the lab: a failure is told, a pass moves on, the last one ends it', async () => {
  start()
  await says('tiny  0 of 2 done', '→ tiny-1-twice', 'twice of 3', 'seed 7', 'It is not 2 times')
  await says('1 passed, 1 failed, 1 not tried yet', `waiting until you save ${twiceFile}`)
  await writeIn(root, twiceFile, answer('twice', 2))
  await says('✓ all 3 cases passed', 'the solution we wrote: labs/tiny/solutions/tiny-1-twice.ts')
  await says('tiny  1 of 2 done', '✓ tiny-1-twice', '→ tiny-2-thrice', 'It is not 3 times')
  expect(standsPassed(root, readProgress(root), exercises[0] as (typeof exercises)[0])).toBe(true)
  await writeIn(root, thriceFile, answer('thrice', 3))
  await says('✓ all 3 cases passed', 'tiny  2 of 2 done', 'All of them have passed.')
  expect(await ended()).toBe(0)
})

test('begins where the learner left off, and grades another exercise when that one is saved', async () => {
  await writeIn(root, twiceFile, answer('twice', 2))
  start()
  await says('✓ all 3 cases passed', '→ tiny-2-thrice', 'It is not 3 times')
  await writeIn(root, twiceFile, answer('twice', 9))
  await says('It is not 2 times', `waiting until you save ${twiceFile}`)
  watch?.kill('SIGINT')
  expect(await ended()).toBe(1)
  start()
  await says('tiny  0 of 2 done', '→ tiny-1-twice')
})

test('an editor that saves by rename, a deleted file and half a file are taken as they are', async () => {
  start(exercises.slice(0, 1))
  await says('waiting until you save')
  await writeIn(root, `${twiceFile}.swp`, answer('twice', 7))
  await rename(join(root, `${twiceFile}.swp`), join(root, twiceFile))
  await says('twice of 3', 'expected  6', 'got       21', 'waiting')
  await rm(join(root, twiceFile))
  await says(`${twiceFile} is gone`, 'pnpm reset tiny-1-twice')
  await writeIn(root, twiceFile, 'export function twice(n: num')
  await says('load tiny-1-twice.ts', 'could not be loaded', 'waiting')
  await writeIn(root, twiceFile, answer('twice', 2))
  await says('All of them have passed.')
  expect(await ended()).toBe(0)
})

test('a save does not wait for a program that hangs; Ctrl-C leaves nothing running', async () => {
  start(exercises.slice(0, 1))
  await says('waiting until you save')
  const hangs = 'export function twice() {\n  for (;;) {}\n}\n'
  await writeIn(root, twiceFile, hangs)
  await expect.poll(() => childrenOf(watch?.pid).length).toBeGreaterThan(0)
  await writeIn(root, twiceFile, answer('twice', 8))
  await says('got       24', 'waiting')
  expect(output).not.toContain('event loop')
  await writeIn(root, twiceFile, hangs)
  await expect.poll(() => childrenOf(watch?.pid).length).toBeGreaterThan(0)
  const children = childrenOf(watch?.pid)
  watch?.kill('SIGINT')
  expect(await ended()).toBe(1)
  await expect.poll(() => children.filter(isThere)).toEqual([])
})

test('a grade file that cannot be loaded ends it: that is no fault of the learner', async () => {
  await writeIn(root, 'labs/tiny/grade/tiny-1-twice.grade.ts', 'throw new Error("oh")')
  start()
  await says('tiny-1-twice.grade.ts could not be run: oh')
  expect(await ended()).toBe(1)
})
