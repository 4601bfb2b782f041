/** The command as a user starts it. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

interface Ended {
  status: number
  stdout: string
  stderr: string
}

function run(...words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', ...words],
      { cwd: root },
      (_error, stdout, stderr) => resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

const grade = (...words: string[]) => run('packages/grade/src/cli/grade.ts', ...words)

test('json on standard output is one document, and a failed exercise gives status 1', async () => {
  const { status, stdout, stderr } = await grade(
    'tcp-basics/data-3-collect',
    '--seed',
    '5',
    '--format',
    'json',
  )
  const result = JSON.parse(stdout)
  expect(result).toMatchObject({ version: 1, seed: 5, exercises: [{ lab: 'tcp-basics' }] })
  expect(result.exercises[0].cases.length).toBeGreaterThan(5)
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  expect(stdout).not.toContain(root)
})

test('wrong words give status 2, and say what there is', async () => {
  const { status, stdout, stderr } = await grade('tcp-basics/data-99')
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/no exercise data-99 in tcp-basics; there are: .*data-3-collect/)
})

test('help says what it does', async () => {
  const { status, stdout } = await grade('--help')
  expect(status).toBe(0)
  expect(stdout).toContain('pnpm grade tcp-basics')
})

const gradeSolutions = `
  import { findExercises } from './packages/grade/src/find-exercises.ts'
  import { emitText } from './packages/grade/src/emit-text.ts'
  import { runGradeFiles } from './packages/grade/src/run-grade-files.ts'
  const exercises = [...(await findExercises('.')).values()].flat()
  const grading = { seed: 3, version: 'solutions' }
  console.log(emitText(await runGradeFiles(process.cwd(), exercises, grading)))`

test('all solutions pass when vitest runs their grade files', async () => {
  const { stdout, stderr } = await run('--input-type=module', '-e', gradeSolutions)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/exercises: [1-9]\d* passed, 0 failed {4}seed 3/)
})
