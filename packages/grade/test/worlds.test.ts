import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { Exercise } from '../src/exercise.ts'
import { runExercise } from '../src/exercise-session.ts'
import { usualLimits } from '../src/limits.ts'
import type { CaseResult } from '../src/result.ts'
import type { Script } from '../src/worlds/script.ts'
import { tryGenerated } from '../src/worlds/virtual-world.ts'

const folder = await mkdtemp(join(tmpdir(), 'worlds-'))
afterAll(() => rm(folder, { recursive: true }))

/** The sum so far must come back of every number added. */
function adding(numbers: number[]): Script {
  let sum = 0
  return {
    maker: { action: 'createSum()', name: 'createSum', args: [] },
    steps: numbers.map((number) => {
      sum += number
      const wanted = sum
      return {
        action: `add(${number})`,
        expectation: `${wanted}`,
        call: { method: 'add', args: [{ value: number }] },
        judge(settled) {
          const got = settled?.value.type === 'data' ? settled.value.data : settled?.value.type
          if (got === wanted) return undefined
          const shown = { expected: { words: `${wanted}` }, got: { words: `${got}` } }
          return { ...shown, sentence: 'The sum is wrong.' }
        },
      }
    }),
  }
}

let files = 0

/** Grades a program with generated sums; `body` is that of `add`, with `sum` before it. */
async function grade(body: string, seed = 1, script = adding, before = ''): Promise<CaseResult> {
  const exercise: Exercise = {
    fact: 'rel-3',
    shows: 'sums',
    kind: 'protocol',
    exports: ['createSum'],
    lab: 'tcp-basics',
    exercise: 'sum',
    labFolder: folder,
    cases: [
      {
        title: 'sums',
        run: (run) =>
          tryGenerated(run, { generate: fc.array(fc.nat({ max: 99 }), { maxLength: 9 }), script }),
      },
    ],
  }
  const file = join(folder, `sum-${++files}.ts`)
  const text = `export function createSum() { let sum = 0; return { add(n: number) { ${body} } } }`
  await writeFile(file, `${before}\n${text}\n`)
  const limits = { ...usualLimits, blockedMs: 300, settleMs: 50 }
  const { cases } = await runExercise(exercise, { file, seed, limits })
  return cases[0] as CaseResult
}

function actions({ steps }: CaseResult): string[] {
  return steps.map((step) => step.action)
}

test('a right object passes, and how many cases were tried is told', async () => {
  const result = await grade('return (sum += n)')
  expect(result.status).toBe('passed')
  expect(actions(result)[0]).toBe('100 generated cases, each as expected')
})

test.each([1, 2, 3])('the smallest failing case is told, whatever the seed: %i', async (seed) => {
  const result = await grade('return (sum += n > 41 ? 41 : n)', seed)
  expect(actions(result).slice(1)).toEqual(['createSum()', 'add(42)'])
  expect(result.failure).toMatchObject({ expected: { words: '42' }, got: { words: '41' } })
})

test('a mistake that needs several steps keeps them, and no others', async () => {
  const counts = 'sum += n; calls++; return calls > 3 ? sum + 1 : sum'
  const body = counts.replaceAll('calls', '(this as { calls?: number }).calls!')
  const result = await grade(`(this as { calls?: number }).calls ??= 0; ${body}`)
  expect(actions(result).slice(1)).toEqual(['createSum()', 'add(0)', 'add(0)', 'add(0)', 'add(0)'])
})

test('the same seed tells the same case again, found in the same way', async () => {
  const body = 'return (sum += n % 10 === 7 ? 0 : n)'
  const told = async () => {
    const { steps, failure } = await grade(body, 4211)
    return { steps, failure }
  }
  expect(await told()).toEqual(await told())
})

test('a program that hangs in a generated case is told as such, and not tried again', async () => {
  const result = await grade('while (n > 60) {} return (sum += n)')
  expect(result.failure?.mistake).toBe('blocked')
  expect(actions(result).at(-1)).toMatch(/^createSum\(\), then \d calls of add$/)
})

test('a promise that never settles is waited for, but not over and over', async () => {
  const result = await grade('return n > 60 ? new Promise(() => {}) : (sum += n)')
  expect(result.failure).toMatchObject({ got: { words: 'undefined' } })
  expect(result.durationMs).toBeLessThan(usualLimits.exerciseMs)
})

test('an object that answers otherwise when made again is said to', async () => {
  const result = await grade('return ++calls === 150 ? -1 : (sum += n)', 1, adding, 'let calls = 0')
  expect(result.failure?.mistake).toBe('unrepeatable')
})

test('an object that is never made is a failure like others', async () => {
  const result = await grade('', 1, adding, 'throw new Error("no")')
  expect(result.status).toBe('failed')
})

test('a bug of the grade file is no failure of the learner', async () => {
  const broken = () => {
    throw new TypeError('a bug')
  }
  await expect(grade('return (sum += n)', 1, broken)).rejects.toThrow('a bug')
})
