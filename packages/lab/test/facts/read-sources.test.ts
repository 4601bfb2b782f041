import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { readSources } from '../../src/facts/read-sources.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A checkout of its own with these files; `labs/` is always there. */
function checkout(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'facts-'))
  folders.push(root)
  mkdirSync(join(root, 'labs'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

function notebook(...markdown: string[]): string {
  const cells = markdown.map((source) => ({
    cell_type: 'markdown',
    source: source.split(/(?<=\n)/),
  }))
  const code = { cell_type: 'code', source: '// # dns-9' }
  return JSON.stringify({ cells: [...cells, code], metadata: {}, nbformat: 4, nbformat_minor: 5 })
}

it('notebook sections are found in order, a heading that names two facts counts for both', () => {
  const root = checkout({
    'labs/names/notebooks/02-more.ipynb': notebook('## Later (dns-1)'),
    'labs/names/notebooks/01-first.ipynb': notebook('# Names', 'Ask.\n\n## Both (dns-1, dns-2)\n'),
  })
  const first = { path: 'labs/names/notebooks/01-first.ipynb', heading: 'Both' }
  expect(readSources(root).notebooks).toEqual([
    { id: 'dns-1', ...first },
    { id: 'dns-2', ...first },
    { id: 'dns-1', path: 'labs/names/notebooks/02-more.ipynb', heading: 'Later' },
  ])
})

it('an exercise is known by its file, and with its grade file it is graded', () => {
  const root = checkout({
    'labs/names/exercises/dns-10-last.ts': '',
    'labs/names/exercises/dns-2-ask.ts': '',
    'labs/names/exercises/asking.ts': '',
    'labs/names/grade/dns-2-ask.grade.ts': '',
  })
  expect(readSources(root).exercises).toEqual([
    {
      id: 'dns-2',
      path: 'labs/names/exercises/dns-2-ask.ts',
      grading: 'labs/names/grade/dns-2-ask.grade.ts',
    },
    { id: 'dns-10', path: 'labs/names/exercises/dns-10-last.ts', grading: null },
  ])
})

it('tests are found at any depth, in labs and packages, in files that are called tests', () => {
  const title = 'dns-1: a question is one datagram'
  const root = checkout({
    'labs/names/test/deep/er/ask.test.ts': `it('${title}', run)`,
    'labs/names/test/asking.ts': `it('${title}', run)`,
    'labs/names/src/ask.test.ts': `it('${title}', run)`,
    'packages/wire/test/name.test.ts': `it('${title}', run)`,
  })
  expect(readSources(root).tests).toEqual([
    { id: 'dns-1', path: 'labs/names/test/deep/er/ask.test.ts', title },
    { id: 'dns-1', path: 'packages/wire/test/name.test.ts', title },
  ])
})

it('an empty checkout has nothing', () => {
  expect(readSources(checkout({}))).toEqual({ notebooks: [], exercises: [], tests: [] })
})
