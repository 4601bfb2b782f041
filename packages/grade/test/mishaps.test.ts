/** What a program can do other than answer: each ends in time, with a message of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Exercise } from '../src/exercise.ts'
import { runExercise } from '../src/exercise-session.ts'
import { type Limits, usualLimits } from '../src/limits.ts'
import { sayValue } from '../src/mishap.ts'
import type { CaseResult } from '../src/result.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mishaps-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The smallest exercise: a pure function, `double(n)`. */
const double: Exercise = {
  lab: 'tests',
  exercise: 'double',
  labFolder: '',
  fact: 'test-1',
  kind: 'function',
  shows: 'twice a number is the number added to itself',
  exports: ['double'],
  cases: [2, 3].map((n) => ({
    title: `double(${n}) is ${n * 2}`,
    async run(run) {
      await run.step(`double(${n})`, `it returns ${n * 2}`, async () => {
        const settled = await run.settled(await run.call('double', { value: n }))
        const got = settled ? `${settled.outcome}: ${sayValue(settled.value)}` : 'nothing'
        if (got === `returned: ${n * 2}`) return undefined
        const words = `returned: ${n * 2}`
        return {
          expected: { words },
          got: { words: got },
          sentence: 'This is not twice the number.',
        }
      })
    },
  })),
}

let files = 0
async function grade(program: string, limits: Partial<Limits> = {}): Promise<CaseResult[]> {
  const file = join(folder, `double-${++files}.ts`)
  await writeFile(file, program)
  const options = { file, seed: 1, limits: { ...usualLimits, ...limits } }
  return (await runExercise(double, options)).cases
}

function seen(cases: CaseResult[]): string[] {
  return cases.map(({ status, failure }) => {
    if (!failure) return status
    const got = 'words' in failure.got ? failure.got.words : failure.got.bytesHex
    return `${got} | ${failure.sentence}`
  })
}

const right = 'export function double(n: number) { return n * 2 }'

test.concurrent('a right answer passes', async () => {
  expect(seen(await grade(right))).toEqual(['passed', 'passed'])
})

test.concurrent('an endless loop is killed, and what remains is not reached', async () => {
  const cases = await grade('export function double(n: number) { for (;;) n++ }', {
    blockedMs: 300,
  })
  expect(seen(cases)).toEqual([
    expect.stringMatching(/^no turn of the event loop in 300 ms; .*endless loop/),
    'not reached',
  ])
})

test.concurrent('an endless loop while loading is killed', async () => {
  const cases = await grade(`for (;;) {}\n${right}`, { loadMs: 1000, blockedMs: 300 })
  expect(seen(cases)[0]).toMatch(/^no turn of the event loop/)
})

test.concurrent('process.exit is told with its status, and the next case gets a new process', async () => {
  const cases = await grade(
    'export function double(n: number) { if (n === 2) process.exit(3); return n * 2 }',
  )
  expect(seen(cases)).toEqual([
    expect.stringMatching(/^the program ended \(exit status 3\) \| .*process\.exit\(\)/),
    'passed',
  ])
})

test.concurrent('a file that awaits for ever at its top level is not called a loop', async () => {
  const cases = await grade(`await new Promise(() => {})\n${right}`, { loadMs: 1000 })
  expect(seen(cases)).toEqual([
    expect.stringMatching(/^the file was not loaded after 1 s \| .*top level/),
    'not reached',
  ])
})

test.concurrent('a signal that ended the program is named', async () => {
  const cases = await grade(
    "export function double() { process.kill(process.pid, 'SIGABRT'); for (;;); }",
  )
  expect(seen(cases)[0]).toMatch(/^the program was ended by SIGABRT/)
})

test.concurrent('an exception while loading is told with its line', async () => {
  const cases = await grade(`${right}\nthrow new Error('no luck')`)
  expect(seen(cases)[0]).toMatch(/^Error: no luck \(double-\d+\.ts:2\) \| .*could not be loaded/)
  expect(seen(cases)[1]).toBe('not reached')
})

test.concurrent('a file that is not TypeScript is told without the folder it was copied to', async () => {
  const cases = await grade('export function double(')
  expect(seen(cases)[0]).toMatch(/double-\d+\.ts:1:23: ERROR: .*could not be loaded/)
  expect(seen(cases)[0]).not.toContain(tmpdir())
})

test.concurrent('nothing beside the file can be imported', async () => {
  await writeFile(join(folder, 'beside.ts'), right)
  const cases = await grade("export { double } from './beside.ts'")
  expect(seen(cases)[0]).toMatch(/Cannot find module 'beside.ts'.* \| .*An exercise stands alone/)
  expect(seen(cases)[0]).not.toContain(tmpdir())
})

test.concurrent('an exception in a callback is told with its line', async () => {
  const cases = await grade(
    "export function double() {\n  setImmediate(() => {\n    throw new TypeError('late') })\n  return new Promise(() => {}) }",
  )
  expect(seen(cases)[0]).toMatch(
    /^the program crashed: TypeError: late \(double-\d+\.ts:3\) \| An exception was thrown/,
  )
})

test.concurrent('an unhandled rejection is told as one', async () => {
  const cases = await grade(
    "export async function double() { Promise.reject(new Error('forgotten')); await new Promise(() => {}) }",
  )
  expect(seen(cases)[0]).toMatch(
    /^the program crashed: Error: forgotten.* \| A promise was rejected/,
  )
})

test.concurrent('a missing export is named, with what there is', async () => {
  const cases = await grade('export function twice() {}')
  expect(seen(cases)[0]).toBe(
    'exports: twice | Your file has no export named double. The grader calls "export function double".',
  )
})

test.concurrent('an export that is no function is named', async () => {
  expect(seen(await grade('export const double = 2'))[0]).toMatch(/no function \(number\)/)
})

test.concurrent('an endless flood of output ends the program', async () => {
  const cases = await grade(
    "export function double() { setInterval(() => console.log('x'.repeat(1e5)), 0); return new Promise(() => {}) }",
    { outputBytes: 2e6, settleMs: 5000 },
  )
  expect(seen(cases)[0]).toMatch(/^more than 1 MiB of console output; .*prints without end/)
})

test.concurrent('long output is cut at 64 KiB, and that is said', async () => {
  const [first] = await grade(
    "export function double(n: number) { console.log('y'.repeat(100_000)); return n * 2 }",
  )
  expect(first?.status).toBe('passed')
  expect(first?.output).toMatch(/y\n\[cut: 33 KiB more were printed; 64 KiB are kept\]$/)
  expect(first?.output?.length).toBeLessThan(64 * 1024 + 100)
})

test.concurrent('output is kept without terminal codes and without the folders of this machine', async () => {
  const [first] = await grade(
    "export function double(n: number) { console.error('\\u001b[31mred', import.meta.url); return n * 2 }",
  )
  expect(first?.output).toMatch(/^␛\[31mred double-\d+\.js\n$/)
})

test.concurrent('memory beyond the limit ends the program', async ({ skip }) => {
  if (process.platform !== 'linux') skip('resident memory is limited on Linux only')
  const cases = await grade(
    'export function double() { const kept: Buffer[] = []; setInterval(() => kept.push(Buffer.alloc(2e7, 1)), 5); return new Promise(() => {}) }',
    { residentBytes: 200 * 1024 * 1024, settleMs: 5000 },
  )
  expect(seen(cases)[0]).toMatch(/MiB of resident memory; .*may hold 200 MiB/)
})

test.concurrent('the time of the exercise ends it, whatever the program does', async () => {
  const cases = await grade(
    'export function double() { setInterval(() => {}, 10); return new Promise(() => {}) }',
    { exerciseMs: 1200, settleMs: 5000 },
  )
  expect(seen(cases)).toEqual([
    expect.stringMatching(/^the 1200 ms for this exercise were over/),
    'not reached',
  ])
})

test.concurrent('what a program prints, patches or sends does not make it pass', async () => {
  const cases = await grade(`
    console.log('✓ 2 passed')
    const value = { type: 'other', text: '4' }
    for (const call of ['call1', 'call2']) {
      const event = { tMs: 1, kind: 'call.settled', call, outcome: 'returned', value }
      process.send?.({ token: '', event })
      process.send?.({ event })
    }
    Array.prototype.find = () => true
    Array.prototype.map = () => []
    Object.prototype.toString = () => '4'
    globalThis.JSON.stringify = () => '4'
    Promise.prototype.then = () => { throw new Error('patched') }
    process.exit = () => { throw new Error('patched') }
    export function double() { return 5 }`)
  expect(seen(cases)[0]).toMatch(/^returned: 5 \| This is not twice/)
  expect(cases.map((c) => c.status)).not.toContain('passed')
})
