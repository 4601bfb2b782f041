/** The course as it is, handed out: installed, graded, hinted, reset and updated like a learner does. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { appendFile, copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readManifest } from '../src/edition/manifest.ts'

const checkout = join(import.meta.dirname, '../../..')
let place: string
let edition: string
let files: string[]

interface Ended {
  status: number
  output: string
}

/** The environment of a shell: a script of pnpm's tells the pnpm below it not to install. */
function outside(): NodeJS.ProcessEnv {
  const ours = /^(npm|pnpm)_/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
}

function run(cwd: string, program: string, ...words: string[]): Promise<Ended> {
  const env = { ...outside(), npm_config_prefer_offline: 'true', NO_COLOR: '1', CI: '1' }
  return new Promise((resolve) => {
    const child = execFile(program, words, { cwd, env }, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, output: stdout + stderr }),
    )
  })
}

const command = ['--import', 'tsx', 'packages/grade/src/cli/edition.ts']
const makeEdition = (...words: string[]) => run(checkout, process.execPath, ...command, ...words)

/** What pnpm would run: it is started once, to install; after that it would only take time. */
function script(name: string, ...more: string[]): Promise<Ended> {
  const [, ...words] = JSON.parse(textOf('package.json')).scripts[name].split(' ')
  return run(edition, process.execPath, ...words, ...more)
}

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'edition-'))
  edition = join(place, 'course')
  const { status, output } = await makeEdition(edition)
  expect({ status, output }).toMatchObject({ status: 0 })
  files = [...(readManifest(edition)?.files.keys() ?? [])]
})
afterAll(() => rm(place, { recursive: true }))

const textOf = (file: string) => readFileSync(join(edition, file), 'utf8')

describe('the edition of this course', () => {
  test('has no solution, no wrong answer, no test of ours', () => {
    const leftOut = /(^|\/)(solutions|wrong|test|bench|soak|node_modules|\.ci|\.github)\//
    expect(files.filter((file) => leftOut.test(file) && !file.includes('/src/'))).toEqual([])
    expect(files.filter((file) => file.endsWith('.test.ts'))).toEqual([])
  })

  test('imports nothing by path that was left out, and no script does', () => {
    const dangling = files
      .filter((file) => file.endsWith('.ts') || file.endsWith('.tsx'))
      .flatMap((file) => {
        const found = textOf(file).matchAll(/^(?:import|export) .*?from '(\.[^']+)'/gm)
        const paths = [...found].map(([, path]) => join(dirname(file), path as string))
        return paths.filter((path) => !existsSync(join(edition, path)))
      })
    expect(dangling).toEqual([])
    for (const file of files.filter((file) => file.endsWith('package.json'))) {
      const { scripts = {}, imports = {} } = JSON.parse(textOf(file))
      expect(JSON.stringify(imports)).not.toMatch(/solutions|wrong/)
      for (const script of Object.values<string>(scripts)) {
        const named = /\S+\.ts\b/.exec(script)?.[0] as string
        expect(existsSync(join(edition, dirname(file), named))).toBe(true)
      }
    }
  })

  test('has no link to a page that was left out', () => {
    const dangling = files
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [...textOf(file).matchAll(/\]\((?![a-z]+:)([^)#\s]+)[^)]*\)/g)]
          .map(([, target]) => join(dirname(file), target as string))
          .filter((target) => !existsSync(join(edition, target))),
      )
    expect(dangling).toEqual([])
  })

  test('installs, grades, hints and resets by itself, and an update keeps what was written', async () => {
    const exercise = 'labs/tcp-basics/exercises/data-3-collect.ts'
    // The first command installs what is missing.
    const checked = await run(edition, 'npx', '-y', 'pnpm@12.21.0', 'test')
    expect(checked.output).toContain('Everything is as it was handed out.')
    const [asShipped, hint] = await Promise.all([
      script('grade', 'tcp-basics/data-3-collect'),
      script('hint', 'state-3-read-line'),
    ])
    expect(hint.output).toContain('a nudge (1 of 3)')
    expect(asShipped.output).toContain('exercises: 0 passed, 1 failed')
    expect(asShipped.status).toBe(1)

    await appendFile(join(edition, exercise), '\n// mine\n')
    const reset = await script('reset', 'data-3-collect')
    expect(reset.output).toContain('.mine/labs/tcp-basics/exercises/data-3-collect.1.ts')
    expect(textOf(exercise)).not.toContain('// mine')

    const solution = join(checkout, 'labs/tcp-basics/solutions/data-3-collect.ts')
    await copyFile(solution, join(edition, exercise))
    const graded = await script('grade', 'tcp-basics/data-3-collect')
    expect(graded.output).toContain('exercises: 1 passed, 0 failed')
    expect(graded.status).toBe(0)

    const updated = await makeEdition(edition, '--update')
    expect(updated).toMatchObject({ status: 0, output: expect.stringContaining('0 files written') })
    expect(textOf(exercise)).toBe(await readFile(solution, 'utf8'))
  }, 120_000)

  test('makes no editions, and ships nothing', async () => {
    const cli = (...words: string[]) => run(edition, process.execPath, '--import', 'tsx', ...words)
    const made = await cli('packages/grade/src/cli/edition.ts', join(place, 'another'))
    expect(made).toMatchObject({ status: 1, output: expect.stringContaining('edition itself') })
    const shipped = await cli('packages/grade/src/cli/reset.ts', '--ship')
    expect(shipped).toMatchObject({ status: 1 })
  })
})
