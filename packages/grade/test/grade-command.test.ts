/** The command as a user starts it. */
import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { GradeResult } from '../src/result.ts'
import { SampleCourse } from './golden/sample-course.ts'

// Whole labs are graded here, each exercise in processes of its own.
vi.setConfig({ testTimeout: 120_000 })

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
  expect(status).toBe(1)
  // While the grader is worked on it is not as it was shipped, and says so.
  expect(stderr.replace(/^.*shipped.*$\n/gm, '')).toBe('')
  expect(stdout).not.toContain(root)
})

test('a program that ends the process which grades it is not passed, and the other exercises are graded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'handed-in-'))
  const solutions = join(root, 'labs/tcp-basics/solutions')
  // Three others: each of them takes its time.
  const others = ['data-5-echo-server', 'rel-3-in-order', 'state-3-read-line']
  for (const one of others) await cp(join(solutions, `${one}.ts`), join(folder, `${one}.ts`))
  await writeFile(
    join(folder, 'data-3-collect.ts'),
    'process.kill(process.ppid, 9); process.kill(Number(process.env.GRADER_PID), 9)',
  )
  const { stdout } = await grade('tcp-basics', '--submission', folder, '--format', 'json')
  await rm(folder, { recursive: true })
  const { exercises } = JSON.parse(stdout) as GradeResult
  const passed = exercises
    .filter(({ cases }) => cases.every(({ status }) => status === 'passed'))
    .map(({ exercise }) => exercise)
  expect(passed).toEqual(others)
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
  import { emitText } from './packages/grade/src/formats/emit-text.ts'
  import { runGradeFiles } from './packages/grade/src/run-grade-files.ts'
  const exercises = [...(await findExercises('.')).values()].flat()
  const grading = { seed: 3, version: 'solutions' }
  console.log(emitText(await runGradeFiles(process.cwd(), exercises, grading)))`

test('all solutions pass when vitest runs their grade files', async () => {
  const { stdout, stderr } = await run('--input-type=module', '-e', gradeSolutions)
  expect(stderr).toBe('')
  expect(stdout).toMatch(/exercises: [1-9]\d* passed, 0 failed {4}seed 3/)
}, 120_000)

test('an exercise whose file was deleted fails, and how to get it back is said', async () => {
  const course = await SampleCourse.make()
  const gradeCourse = `
    import { runGradeFiles } from './packages/grade/src/run-grade-files.ts'
    const grading = { seed: 3, version: 'exercises' }
    const exercises = ${JSON.stringify(course.exercises)}
    console.log(JSON.stringify(await runGradeFiles('${course.root}', exercises, grading)))`
  const { stdout } = await run('--input-type=module', '-e', gradeCourse)
  await course.remove()
  const [exercise] = JSON.parse(stdout).exercises
  expect(exercise.cases[0].failure.sentence).toBe(
    'labs/sums/exercises/sum-1-double.ts is not there. pnpm reset sum-1-double brings it back as shipped.',
  )
  expect(exercise.cases[1].status).toBe('not reached')
})

test('a submission without the file fails in words, and exercism gets status 0', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nothing-'))
  const words = ['tcp-basics/data-3-collect', '--submission', folder, '--format']
  const { status, stdout } = await grade(...words, 'exercism')
  await rm(folder, { recursive: true })
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'error',
    message: expect.stringContaining('data-3-collect.ts was not handed in.'),
  })
  expect(status).toBe(0)
})

test('a program that kills the process that judges it fails, and is told so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'killer-'))
  const killer = "export async function collect() { process.kill(process.ppid, 'SIGKILL') }"
  await writeFile(join(folder, 'data-3-collect.ts'), killer)
  const words = ['tcp-basics/data-3-collect', '--submission', folder, '--format', 'json']
  const { status, stdout } = await grade(...words)
  await rm(folder, { recursive: true })
  const [exercise] = JSON.parse(stdout).exercises
  expect(exercise.cases[0].failure.sentence).toMatch(/^This submission could not be graded: /)
  expect(status).toBe(1)
})

test('what is missing for a format or a folder is said before anything is graded', async () => {
  const classroom = await grade('tcp-basics', '--format', 'classroom50')
  expect(classroom.status).toBe(2)
  expect(classroom.stderr).toContain('CLASSROOM, ASSIGNMENT, SUBMISSION_TAG')
  const nowhere = await grade('tcp-basics', '--submission', '/no/such/folder')
  expect(nowhere.status).toBe(2)
  expect(nowhere.stderr).toContain('expected a folder after --submission')
  const unwritable = await grade('tcp-basics', '--output', '/no/such/folder/file')
  expect(unwritable.status).toBe(2)
})

test('--case runs exactly one case, and one that there is not is said', async () => {
  const words = ['tcp-basics', 'data-3-collect', '--seed', '5', '--format', 'json', '--case']
  const { stdout } = await grade(...words, '2')
  const [exercise] = JSON.parse(stdout).exercises
  expect(exercise.cases).toMatchObject([{ index: 2 }])
  const none = await grade(...words, '99')
  expect(none.status).toBe(2)
  expect(none.stderr).toMatch(/data-3-collect: there is no case 99; there are 1 to \d+/)
})

test('a class that Ctrl-C stopped goes on with the same words', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'class-'))
  for (const name of ['ada', 'ben', 'cy', 'dan']) {
    await mkdir(join(folder, name))
    const busy = 'export function collect() { for (;;); }'
    await writeFile(join(folder, name, 'data-3-collect.ts'), busy)
  }
  const words = ['tcp-basics/data-3-collect', '--submissions', folder, '--format', 'csv']
  const stopped = await stopAfter('1 of 4  ', words)
  expect(stopped.status).toBe(130)
  expect(stopped.stderr).toMatch(/stopped: [1-3] of 4 are graded and kept/)
  const { status, stdout, stderr } = await grade(...words)
  await rm(folder, { recursive: true })
  // What was graded with another grader is not kept, and somebody may just be changing this one.
  expect(stderr).toMatch(/1 of 4 {2}.*(kept from before|left)/)
  expect(stderr).toMatch(/4 × {2}Your code keeps the event loop busy/)
  expect(stdout.split('\r\n').length).toBe(1 + 4 + 1)
  expect(status).toBe(1)
}, 90_000)

function stopAfter(text: string, words: readonly string[]): Promise<Ended> {
  const command = ['--import', 'tsx', 'packages/grade/src/cli/grade.ts', ...words]
  const child = spawn(process.execPath, command, { cwd: root })
  const ended = { status: -1, stdout: '', stderr: '' }
  child.stderr.on('data', (bytes) => {
    const isFirst = !ended.stderr.includes(text)
    ended.stderr += bytes
    if (isFirst && ended.stderr.includes(text)) child.kill('SIGINT')
  })
  return new Promise((resolve) => {
    child.once('close', (status) => resolve({ ...ended, status: status ?? -1 }))
  })
}
