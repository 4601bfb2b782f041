import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkEdition } from '../src/edition/check-edition.ts'
import { readManifest, staysInside } from '../src/edition/manifest.ts'
import { updateEdition } from '../src/edition/update-edition.ts'
import { writeEdition } from '../src/edition/write-edition.ts'
import { ship } from '../src/loop/shipped.ts'
import { answer, makeCourse, writeIn } from './loop-fixture.ts'

let place: string
let root: string
let edition: string
const twice = 'labs/tiny/exercises/tiny-1-twice.ts'

const course = {
  'package.json': '{"scripts":{"lab":"x","test":"node test/run.ts","soak":"x"}}',
  'pnpm-lock.yaml': 'lock',
  'secrets.txt': 'never',
  'docs/glossary.md':
    'See [the list](map.md), [why](decisions/1.md#a), [a site](https://a.example/).',
  'docs/map.md': 'x',
  'docs/wrong-answers.md': 'never',
  'docs/decisions/1.md': 'never',
  'labs/tiny/package.json':
    '{"imports":{"#exercise/*":{"solution":"./solutions/*","default":"./exercises/*"},"#w/*":"./wrong/*"},"scripts":{"lab":"node x","test":"vitest"}}',
  'labs/tiny/src/tiny-1.ts': 'ours 1',
  'labs/tiny/wrong/tiny-1-twice.a.ts': 'never',
  'labs/tiny/test/a.test.ts': 'never',
  'labs/tiny/.env': 'never',
  'packages/grade/src/a.ts': 'machinery 1',
  'packages/grade/test/a.test.ts': 'never',
  'packages/grade/dist/a.js': 'never',
}

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'editions-'))
  root = await makeCourse()
  edition = join(place, 'class of 2026')
  for (const [path, text] of Object.entries(course)) await writeIn(root, path, text)
  await ship(root)
})
afterEach(async () => {
  await rm(place, { recursive: true })
  await rm(root, { recursive: true })
})

const read = (path: string) => readFile(join(edition, path), 'utf8')

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

describe('a student edition', () => {
  test('holds what a learner needs, and nothing else', async () => {
    expect(await writeEdition(root, edition, false)).toMatch(
      /^An edition without solutions, \d+ fi/,
    )
    expect(await filesOf(edition)).toEqual([
      '.edition.json',
      'README.md',
      'docs/glossary.md',
      'docs/map.md',
      'labs/tiny/exercises/tiny-1-twice.ts',
      'labs/tiny/exercises/tiny-2-thrice.ts',
      'labs/tiny/grade/tiny-1-twice.grade.ts',
      'labs/tiny/grade/tiny-2-thrice.grade.ts',
      'labs/tiny/hints/tiny-1-twice.md',
      'labs/tiny/package.json',
      'labs/tiny/src/tiny-1.ts',
      'package.json',
      'packages/grade/shipped/tiny.json',
      'packages/grade/src/a.ts',
      'pnpm-lock.yaml',
    ])
  })

  test('has no script, import or link that needs what was left out', async () => {
    await writeEdition(root, edition, false)
    const lab = JSON.parse(await read('labs/tiny/package.json'))
    expect(lab).toEqual({
      imports: { '#exercise/*': { default: './exercises/*' } },
      scripts: { lab: 'node x' },
    })
    const { scripts } = JSON.parse(await read('package.json'))
    expect(scripts).toEqual({ lab: 'x', test: expect.stringContaining('--check') })
    expect(await read('docs/glossary.md')).toBe(
      'See [the list](map.md), why, [a site](https://a.example/).',
    )
  })

  test('has the solutions when asked', async () => {
    await writeEdition(root, edition, true)
    expect(await read('labs/tiny/solutions/tiny-1-twice.ts')).toBe(answer('twice', 2))
    expect(await read('labs/tiny/package.json')).toContain('./solutions/*')
    expect(existsSync(join(edition, 'labs/tiny/wrong'))).toBe(false)
  })

  test('has the exercises as shipped, whatever the teacher tried', async () => {
    await writeIn(root, twice, answer('twice', 2))
    await writeEdition(root, edition, false)
    expect(await read(twice)).toBe(answer('twice', undefined))
    await writeIn(root, 'packages/grade/shipped/tiny.json', '{}')
    await updateEdition(root, edition)
    expect(await read('packages/grade/shipped/tiny.json')).toContain('String(n * 2)')
  })

  test('follows no link in the course', async () => {
    await symlink('/etc', join(root, 'labs/tiny/etc'))
    await symlink(join(root, 'secrets.txt'), join(root, 'labs/tiny/src/secrets.txt'))
    await writeEdition(root, edition, false)
    expect((await filesOf(edition)).filter((file) => /etc|secrets/.test(file))).toEqual([])
  })

  test('is written into a new or an empty folder, and nowhere else', async () => {
    const write = (folder: string) => writeEdition(root, folder, false)
    await mkdir(join(edition, '.git'), { recursive: true })
    await write(edition)
    await expect(write(edition)).rejects.toThrow('is an edition already; --update')
    await writeIn(place, 'full/x', '')
    await expect(write(join(place, 'full'))).rejects.toThrow('is not empty, and no edition')
    expect(await filesOf(join(place, 'full'))).toEqual(['x'])
    await expect(write(join(place, 'full/x'))).rejects.toThrow('is a file, not a folder')
    for (const folder of [root, join(root, 'out'), join(root, 'a/../..'), '/']) {
      await expect(write(folder)).rejects.toThrow('lie within each other')
    }
    await symlink(root, join(place, 'link'))
    await expect(write(join(place, 'link/out'))).rejects.toThrow('lie within each other')
    await expect(write('a\0b')).rejects.toThrow('expected the name of a folder')
    expect(existsSync(join(root, 'out'))).toBe(false)
  })
})

describe('an update', () => {
  beforeEach(async () => {
    await writeEdition(root, edition, false)
  })

  test('brings what is new, takes away what is gone, and changes nothing twice', async () => {
    await writeIn(root, 'labs/tiny/src/tiny-2.ts', 'new')
    await rm(join(root, 'docs/map.md'))
    await rm(join(edition, 'packages/grade/src/a.ts'))
    await writeIn(edition, 'my-notes.md', 'mine')
    const { written, removed, stayed, kept } = await updateEdition(root, edition)
    expect(written).toContain('labs/tiny/src/tiny-2.ts')
    expect(written).toContain('packages/grade/src/a.ts')
    expect(removed).toEqual(['docs/map.md'])
    expect({ stayed, kept }).toEqual({ stayed: [], kept: [] })
    expect(await read('my-notes.md')).toBe('mine')
    const nothing = { written: [], removed: [], stayed: [], kept: [] }
    expect(await updateEdition(root, edition)).toEqual(nothing)
  })

  test('keeps an edited exercise, and puts ours beside it when it changed', async () => {
    await writeIn(edition, twice, 'mine')
    expect(await updateEdition(root, edition)).toMatchObject({ stayed: [] })
    for (const version of ['ours 2', 'ours 3']) {
      await writeIn(root, twice, version)
      await ship(root)
      const { stayed } = await updateEdition(root, edition)
      expect(stayed).toEqual([{ path: twice, ours: `${twice}.new` }])
      expect(await read(twice)).toBe('mine')
      expect(await read(`${twice}.new`)).toBe(version)
    }
    expect(await read(`.mine/${twice}.1.new`)).toBe('ours 2')
  })

  test('keeps edited experiments too; an edited machine makes way into .mine/', async () => {
    await writeIn(edition, 'labs/tiny/src/tiny-1.ts', 'mine')
    await writeIn(edition, 'packages/grade/src/a.ts', 'mine')
    await writeIn(root, 'labs/tiny/src/tiny-1.ts', 'ours 2')
    const { stayed, kept } = await updateEdition(root, edition)
    expect(stayed.map(({ path }) => path)).toEqual(['labs/tiny/src/tiny-1.ts'])
    expect(kept).toEqual([
      { path: 'packages/grade/src/a.ts', place: '.mine/packages/grade/src/a.1.ts' },
    ])
    expect(await read('packages/grade/src/a.ts')).toBe('machinery 1')
    expect(await read('.mine/packages/grade/src/a.1.ts')).toBe('mine')
  })

  test('keeps an edited file that the course has no longer', async () => {
    await writeIn(edition, 'labs/tiny/src/tiny-1.ts', 'mine')
    await rm(join(root, 'labs/tiny/src/tiny-1.ts'))
    const { stayed } = await updateEdition(root, edition)
    expect(stayed).toEqual([{ path: 'labs/tiny/src/tiny-1.ts' }])
    expect(await read('labs/tiny/src/tiny-1.ts')).toBe('mine')
  })

  test('leaves solutions as the edition has them, unless told', async () => {
    const solution = join(edition, 'labs/tiny/solutions/tiny-1-twice.ts')
    await updateEdition(root, edition)
    expect(existsSync(solution)).toBe(false)
    await updateEdition(root, edition, true)
    expect(existsSync(solution)).toBe(true)
    await updateEdition(root, edition)
    expect(existsSync(solution)).toBe(true)
  })

  test('completes what was interrupted', async () => {
    await rm(join(edition, 'labs'), { recursive: true })
    await updateEdition(root, edition)
    expect(await read(twice)).toBe(answer('twice', undefined))
  })

  test('never writes, reads or removes through a link', async () => {
    await mkdir(join(place, 'elsewhere'))
    await writeFile(join(place, 'elsewhere/tiny-1.ts'), 'ours 1')
    await rm(join(edition, 'labs/tiny/src'), { recursive: true })
    await symlink(join(place, 'elsewhere'), join(edition, 'labs/tiny/src'))
    await writeIn(root, 'labs/tiny/src/tiny-1.ts', 'ours 2')
    await expect(updateEdition(root, edition)).rejects.toThrow('labs/tiny/src is no folder')
    await rm(join(root, 'labs/tiny/src'), { recursive: true })
    await expect(updateEdition(root, edition)).rejects.toThrow('labs/tiny/src is no folder')
    expect(await filesOf(join(place, 'elsewhere'))).toEqual(['tiny-1.ts'])
    expect(await readFile(join(place, 'elsewhere/tiny-1.ts'), 'utf8')).toBe('ours 1')
  })

  test('a link at the place of a file is replaced, and what it leads to is not touched', async () => {
    const elsewhere = join(place, 'elsewhere.ts')
    await writeFile(elsewhere, 'untouched')
    await rm(join(edition, 'packages/grade/src/a.ts'))
    await symlink(elsewhere, join(edition, 'packages/grade/src/a.ts'))
    await updateEdition(root, edition)
    expect(await readFile(elsewhere, 'utf8')).toBe('untouched')
    expect(await read('packages/grade/src/a.ts')).toBe('machinery 1')
  })

  test.each([
    ['{"version":1,"withSolutions":false,"files":{"../victim":"x"}}'],
    ['{"version":1,"withSolutions":false,"files":{"/etc/passwd":"x"}}'],
    ['{"version":2,"withSolutions":false,"files":{}}'],
    ['not JSON'],
  ])('a manifest that says %s is refused', async (text) => {
    await writeFile(join(place, 'victim'), 'x')
    await writeFile(join(edition, '.edition.json'), text)
    await expect(updateEdition(root, edition)).rejects.toThrow('cannot be read: is it an edition?')
    expect(existsSync(join(place, 'victim'))).toBe(true)
  })

  test('what is no edition is not updated', async () => {
    await expect(updateEdition(root, place)).rejects.toThrow('is no edition')
    await expect(updateEdition(root, join(place, 'nothing'))).rejects.toThrow('is no edition')
    expect(existsSync(join(place, 'nothing'))).toBe(false)
  })
})

test('the check tells what is missing or changed; exercises may be', async () => {
  await writeEdition(root, edition, false)
  const manifest = readManifest(edition) as NonNullable<ReturnType<typeof readManifest>>
  expect(checkEdition(edition, manifest)).toEqual({ missing: [], changed: [], exercises: [] })
  await writeIn(edition, twice, 'mine')
  await writeIn(edition, 'packages/grade/src/a.ts', 'mine')
  await rm(join(edition, 'docs/map.md'))
  expect(checkEdition(edition, manifest)).toEqual({
    missing: ['docs/map.md'],
    changed: ['packages/grade/src/a.ts'],
    exercises: [twice],
  })
})

test.each(['a', 'a/b.ts', '..a/b..', 'labs/x y/é.ts'])('%s stays inside', (path) => {
  expect(staysInside(path)).toBe(true)
})

test.each(['', '/a', 'a/', '../a', 'a/../../b', 'a//b', './a', 'a\\..\\b', 'a\0'])(
  '%j does not stay inside',
  (path) => {
    expect(staysInside(path)).toBe(false)
  },
)
