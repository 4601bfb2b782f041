import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listRuns } from '../src/run-list.ts'
import { emptyRunsDir, WrittenRun } from './hub/written-run.ts'

test('runs are listed newest first, whatever their names', async () => {
  const runsDir = emptyRunsDir()
  new WrittenRun(runsDir, 'b', '2026-01-02T00:00:00.000Z').end()
  new WrittenRun(runsDir, 'c', '2026-01-01T00:00:00.000Z').end()
  new WrittenRun(runsDir, 'a', '2026-01-03T00:00:00.000Z').end()
  expect((await listRuns(runsDir)).map(({ run }) => run)).toEqual(['a', 'b', 'c'])
})

test('an ended run is listed with its outcome, its facts, its records and its size', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'r')
  written.writer.appendBytes(Buffer.from('12345'))
  written.fillTo(1_500)
  written.add({ kind: 'fact', id: 'open-1', truth: 'K', held: true, evidence: [1] })
  written.add({ kind: 'fact', id: 'open-2', truth: 'M', held: false, evidence: [] })
  written.end()
  const linesBytes = written.lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
  const facts = [
    { id: 'open-1', truth: 'K', held: true },
    { id: 'open-2', truth: 'M', held: false },
  ]
  expect(await listRuns(runsDir)).toEqual([
    {
      run: 'r',
      lab: 'tcp-basics',
      scenario: 'hello',
      question: 'Who speaks first?',
      startedAt: '2026-05-01T10:00:00.000Z',
      state: 'ended',
      outcome: 'finished',
      records: 1_503,
      sizeBytes: linesBytes + 5,
      facts,
    },
  ])
})

test('a run is running while its writer lives, and broken when it went away without a closing record', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'r')
  written.fillTo(3)
  const state = async () => (await listRuns(runsDir))[0]?.state
  expect(await state()).toBe('running')
  // No process has this number: the kernel's highest is 2^22.
  writeFileSync(join(runsDir, 'r', 'writer.pid'), '4194305\n')
  expect(await state()).toBe('broken')
  rmSync(join(runsDir, 'r', 'writer.pid'))
  expect(await state()).toBe('broken')
})

test('a closing record that is half written has not ended the run', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'r')
  written.fillTo(2)
  const path = join(runsDir, 'r', 'records.ndjson')
  writeFileSync(path, `${written.lines.join('\n')}\n{"run":"r","n":3,"kind":"run.ended"}`)
  expect((await listRuns(runsDir))[0]).toMatchObject({ state: 'running', records: 2 })
})

test('the last record is found behind a record longer than the part of the file that is read first', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'r')
  written.add({ text: 'x'.repeat(200_000) })
  written.writer.flush()
  expect((await listRuns(runsDir))[0]?.records).toBe(2)
})

test('garbage is told as broken; links, files, other names and folders without a line are no runs', async () => {
  const runsDir = emptyRunsDir()
  for (const name of ['garbage', 'long-garbage', 'empty', 'Capital', '.hidden', 'without']) {
    mkdirSync(join(runsDir, name))
  }
  const write = (name: string, text: string) =>
    writeFileSync(join(runsDir, name, 'records.ndjson'), text)
  write('garbage', 'garbage\n')
  write('long-garbage', 'x'.repeat(3_000_000))
  write('empty', '')
  write('Capital', 'garbage\n')
  write('.hidden', 'garbage\n')
  writeFileSync(join(runsDir, 'file'), 'garbage\n')
  symlinkSync(join(runsDir, 'garbage'), join(runsDir, 'link'))
  const listed = await listRuns(runsDir)
  expect(listed.map(({ run, state }) => `${run} ${state}`).sort()).toEqual([
    'garbage broken',
    'long-garbage broken',
  ])
})

test('a listing that is asked for again tells what changed and forgets what is gone', async () => {
  const runsDir = emptyRunsDir()
  const cache = new Map()
  const written = new WrittenRun(runsDir, 'r')
  new WrittenRun(runsDir, 'other').end()
  written.fillTo(2)
  expect((await listRuns(runsDir, cache)).find(({ run }) => run === 'r')?.records).toBe(2)
  written.end()
  rmSync(join(runsDir, 'other'), { recursive: true })
  expect(await listRuns(runsDir, cache)).toMatchObject([{ run: 'r', records: 3, state: 'ended' }])
  expect([...cache.keys()]).toEqual(['r'])
})

test('a folder of runs that is not there has no runs', async () => {
  expect(await listRuns(join(emptyRunsDir(), 'nowhere'))).toEqual([])
})
