/** The package for Gradescope, unpacked and run as Gradescope does, with folders of our own. */
import { execFile } from 'node:child_process'
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageGradescope } from '../src/gradescope/package-gradescope.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const lab = join(root, 'labs/tcp-basics')
let autograder: string

beforeAll(async () => {
  autograder = await mkdtemp(join(tmpdir(), 'autograder-'))
  const file = join(autograder, 'package.zip')
  await packageGradescope(root, { file, target: 'tcp-basics/data-3-collect' })
  await run('unzip', ['-q', file, '-d', join(autograder, 'source')])
})

afterAll(() => rm(autograder, { recursive: true, force: true }))

/** Does offline what setup.sh does: links what a package may import, our own packages to the copy. */
async function linkModules(folder: string): Promise<void> {
  const modules = join(root, folder, 'node_modules')
  const names = await readdir(modules).catch(() => [])
  const scoped = names.map(async (name) =>
    name.startsWith('@')
      ? (await readdir(join(modules, name))).map((one) => `${name}/${one}`)
      : name,
  )
  for (const name of (await Promise.all(scoped)).flat().filter((one) => !one.startsWith('.'))) {
    const target = await realpath(join(modules, name))
    const ours = relative(root, target)
    const isOurs = /^(packages|labs)\/[^/]+$/.test(ours)
    const link = join(autograder, 'source/course', folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(isOurs ? join(autograder, 'source/course', ours) : target, link)
  }
}

test('its scripts can be executed and lie at its root, and no answer is in it', async () => {
  const source = join(autograder, 'source')
  for (const script of ['setup.sh', 'run_autograder']) {
    expect((await stat(join(source, script))).mode & 0o111).toBe(0o111)
    await run('bash', ['-n', join(source, script)])
  }
  const files = await readdir(source, { recursive: true })
  expect(files).toContain('course/labs/tcp-basics/grade/data-3-collect.grade.ts')
  expect(files.filter((path) => /(^|\/)(solutions|wrong|test)\//.test(path))).toEqual([])
})

test('run_autograder writes results.json for a submission, and says whose it is', async () => {
  const folders = await Promise.all(
    ['packages', 'labs'].map(async (kind) =>
      (await readdir(join(root, kind))).map((name) => `${kind}/${name}`),
    ),
  )
  for (const folder of folders.flat()) await linkModules(folder)
  await mkdir(join(autograder, 'submission'))
  await copyFile(
    join(lab, 'solutions/data-3-collect.ts'),
    join(autograder, 'submission/data-3-collect.ts'),
  )
  const users = [{ id: 71, name: 'Ada King Lovelace', email: 'ada@example.org' }]
  await writeFile(join(autograder, 'submission_metadata.json'), JSON.stringify({ users }))
  await run(join(autograder, 'source/run_autograder'), {
    env: { PATH: process.env.PATH, AUTOGRADER: autograder },
  })
  const results = JSON.parse(await readFile(join(autograder, 'results/results.json'), 'utf8'))
  expect(results).toMatchObject({
    score: 10,
    extra_data: { learner: { studentId: '71', firstName: 'Ada King', lastName: 'Lovelace' } },
  })
  expect(results.tests.length).toBeGreaterThan(5)
  for (const { status } of results.tests) expect(status).toBe('passed')
})
