/** A failing case saved as a run: what another program finds in the folder. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startHub } from '@socket-labs/socket-log'
import {
  factsOf,
  parseBytesRef,
  parseRecords,
  type RunListing,
  type TraceRecord,
} from '@socket-labs/trace'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Exercise } from '../src/exercise.ts'
import { runExercise } from '../src/exercise-session.ts'
import { fileOf } from '../src/grade-file.ts'
import type { ExerciseResult } from '../src/result.ts'

const labGrade = join(import.meta.dirname, '../../../labs/tcp-basics/grade')
const { default: exercise }: { default: Exercise } = await import(
  join(labGrade, 'data-3-collect.grade.ts')
)

let runsDir: string
let result: ExerciseResult

beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'runs-'))
  result = await runExercise(exercise, { file: fileOf(exercise, 'exercises'), seed: 42, runsDir })
})
afterAll(() => rm(runsDir, { recursive: true }))

async function readRun(run: string): Promise<{ records: TraceRecord[]; bytes: Buffer }> {
  const { records } = parseRecords(await readFile(join(runsDir, run, 'records.ndjson'), 'utf8'))
  return { records, bytes: await readFile(join(runsDir, run, 'bytes.bin')) }
}

function capturedText({ bytesRef = '' }: TraceRecord, bytes: Buffer): string {
  const { offset, length } = parseBytesRef(bytesRef) ?? { offset: 0, length: 0 }
  return bytes.toString('latin1', offset, offset + length)
}

/** The seed's own bytes and numbers. */
function withoutBytes(text: string): string {
  return text
    .replace(/\b(?:[0-9a-f]{2} )+ ?"[a-z]+"/g, '<bytes>')
    .replace(/\b\d+(?= bytes|\))/g, 'N')
}

test('each mistake is saved once, and its case says where', () => {
  const saved = result.cases.filter((c) => c.saved)
  expect(saved.map((c) => c.failure?.mistake)).toEqual(['one-read', 'takes-surplus'])
  expect(new Set(saved.map((c) => c.saved?.run)).size).toBe(2)
})

test('the run tells steps, both ends and the verdict, as the page reads them', async () => {
  const { run = '', n = 0 } = result.cases[5]?.saved ?? {}
  const { records, bytes } = await readRun(run)
  const isOpening = (record: TraceRecord) => /^socket\.(connect|accept)$/.test(record.kind)
  expect(records.filter(isOpening)).toHaveLength(2)
  const rows = records.map((record) => {
    const { kind, at, conn = '', text = '' } = record
    return [kind, at, conn, text ? withoutBytes(text as string) : ''].join('  ').trimEnd()
  })
  // Which of the two ends sees the connection first is the kernel's affair.
  expect(rows.filter((_, i) => !isOpening(records[i] as TraceRecord))).toMatchInlineSnapshot(`
    [
      "run.started  runner",
      "note  runner    step 1: a connection is opened",
      "note  runner    step 2: collect(socket, N) → it waits",
      "note  runner    step 3: peer writes <bytes> → it resolves with N bytes",
      "socket.write  server  c1",
      "socket.data  client  c1",
      "note  client    collect() resolved: N bytes",
      "note  runner  c1  ✗ step 3: expected <bytes>; got <bytes>",
      "fact  runner",
      "run.ended  runner",
    ]
  `)
  const [written, read, resolved] = records.filter((record) => record.bytesRef)
  expect(capturedText(written as TraceRecord, bytes)).toMatch(/^[a-z]{7,}$/)
  for (const one of [read, resolved]) {
    expect(capturedText(one as TraceRecord, bytes)).toBe(
      capturedText(written as TraceRecord, bytes),
    )
  }
  expect(records[0]).toMatchObject({
    schema: 1,
    lab: 'tcp-basics',
    scenario: 'grade-data-3-collect',
    question: 'bytes that came along beyond byteCount stay for the next reader',
    facts: ['data-3'],
    seed: 42,
  })
  const { sentence } = result.cases[5]?.failure ?? {}
  expect(records[n - 1]).toMatchObject({ n, kind: 'note', conn: 'c1', why: sentence })
  expect(factsOf(records)).toMatchObject([{ id: 'data-3', held: false, evidence: [n] }])
  expect(records.at(-1)).toMatchObject({ kind: 'run.ended', outcome: 'failed' })
  expect(records.every((record, i) => i === 0 || record.tMs >= (records[i - 1]?.tMs ?? 0))).toBe(
    true,
  )
})

test('both ends are one connection, by their addresses', async () => {
  const { records } = await readRun(result.cases[5]?.saved?.run as string)
  const connect = records.find((record) => record.kind === 'socket.connect')
  const accept = records.find((record) => record.kind === 'socket.accept')
  expect([connect?.local, connect?.remote]).toEqual([accept?.remote, accept?.local])
})

test('a reset by the peer, the error at the other end and the crash after it are told', async () => {
  const file = join(exercise.labFolder, 'wrong/data-3-collect.no-error-listener.ts')
  const { cases } = await runExercise(exercise, { file, seed: 7, runsDir })
  const { records } = await readRun(cases.find((c) => c.saved)?.saved?.run as string)
  const rows = records.map(({ kind, at, conn = '', text = '', code = '' }) =>
    [kind, at, conn, text, code].join('  ').trimEnd(),
  )
  const from = rows.findIndex((row) => row.includes('RST'))
  // The resetting end closes while the reset is on its way.
  const after = rows.slice(from, -3).filter((row) => !row.startsWith('socket.close  server'))
  expect(after).toMatchInlineSnapshot(`
    [
      "note  server  c1  the peer resets the connection (RST)",
      "socket.error  client  c1    ECONNRESET",
      "note  client    the program crashed: Error: read ECONNRESET",
    ]
  `)
})

test('the page lists it, and answers with its records', async () => {
  const pageDir = await mkdtemp(join(tmpdir(), 'page-'))
  await writeFile(join(pageDir, 'index.html'), '<!doctype html>')
  const control = {
    listLabs: async () => [],
    listCapabilities: async () => [],
    start: async () => ({ run: '' }),
    stop: async () => {},
  }
  const hub = await startHub({ runsDir, pageDir, port: 0, control, log: () => {} })
  onTestFinished(async () => {
    await hub.close()
    await rm(pageDir, { recursive: true })
  })
  const ask = async (path: string) => {
    const headers = { Authorization: `Bearer ${hub.token}` }
    return (await fetch(`http://127.0.0.1:${hub.port}/${path}`, { headers })).json()
  }
  const { run = '', n = 0 } = result.cases[5]?.saved ?? {}
  const { runs } = (await ask('runs')) as { runs: RunListing[] }
  expect(runs.find((listing) => listing.run === run)).toMatchObject({
    lab: 'tcp-basics',
    scenario: 'grade-data-3-collect',
    question: 'bytes that came along beyond byteCount stay for the next reader',
    state: 'ended',
    outcome: 'failed',
    facts: [{ id: 'data-3', truth: 'K', held: false }],
  })
  expect(await ask(`runs/${run}/records?from=${n}&to=${n}`)).toMatchObject({
    records: [{ n, kind: 'note', conn: 'c1' }],
  })
})

test('a file that cannot be loaded is saved too', async () => {
  const file = join(runsDir, 'data-3-collect.ts')
  await writeFile(file, 'export const collect = 1')
  const { cases } = await runExercise(exercise, { file, seed: 1, runsDir })
  const { records } = await readRun(cases[0]?.saved?.run as string)
  expect(records.map((record) => record.kind)).toEqual(['run.started', 'note', 'fact', 'run.ended'])
  expect(cases.filter((c) => c.saved)).toHaveLength(1)
})

test('of one exercise the newest six are kept, and other runs stay', async () => {
  const other = join(runsDir, '20200101-000000-open-5-refused-0000')
  await mkdir(other)
  for (const seed of [1, 2, 3]) {
    await runExercise(exercise, { file: fileOf(exercise, 'exercises'), seed, runsDir })
  }
  const names = (await readdir(runsDir)).filter((name) => name.includes('-grade-'))
  expect(names).toHaveLength(6)
  expect(await readdir(runsDir)).toContain('20200101-000000-open-5-refused-0000')
})

test('a folder that cannot be written changes no verdict', async () => {
  const runsDir = fileOf(exercise, 'exercises')
  const { cases } = await runExercise(exercise, { file: runsDir, seed: 42, runsDir })
  expect(cases.map((c) => c.status)).toEqual(result.cases.map((c) => c.status))
  expect(cases.filter((c) => c.saved)).toEqual([])
})

test('without a folder for runs nothing is saved', async () => {
  const { cases } = await runExercise(exercise, { file: fileOf(exercise, 'exercises'), seed: 42 })
  expect(cases.filter((c) => c.saved)).toEqual([])
})
