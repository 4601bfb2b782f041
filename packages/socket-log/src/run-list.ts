import type { FileHandle } from 'node:fs/promises'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunListing, Truth } from '@socket-labs/trace'
import { isBeingWritten } from './prune-runs.ts'
import { maxLineBytes, parseLine } from './record-lines.ts'
import { bytesFile, isRunName, openPlainFile, readFully, recordsFile } from './run-folder.ts'

/** What was read from a run's file, kept while the file does not change. One per folder of runs. */
export type RunListCache = Map<string, Summary>

interface Summary {
  fingerprint: string
  started: Record<string, unknown> | undefined
  records: number
  /** Undefined until the closing record is there. */
  ended: Record<string, unknown> | undefined
  facts: RunListing['facts']
}

/** Facts are written just before the closing record, so the end of the file is enough. */
const tailBytes = 64 * 1024

/**
 * All runs, newest first. A folder whose first line is not yet written is left out; one whose first line
 * is not a record is told as broken, so that it can be deleted. Links and other names are no runs.
 * With the same `cache` again, only files that changed are read.
 */
export async function listRuns(
  runsDir: string,
  cache: RunListCache = new Map(),
): Promise<RunListing[]> {
  const entries = await readdir(runsDir, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isDirectory() && isRunName(entry.name))
  const listings = await Promise.all(names.map(({ name }) => listRun(runsDir, name, cache)))
  const present = new Set(names.map(({ name }) => name))
  for (const name of cache.keys()) if (!present.has(name)) cache.delete(name)
  return listings.filter((listing) => listing !== undefined).sort(newestFirst)
}

function newestFirst(a: RunListing, b: RunListing): number {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? 1 : -1
  return a.run < b.run ? 1 : -1
}

/** One run as {@link listRuns} tells it; undefined where there is none. The name is already checked. */
export async function listRun(
  runsDir: string,
  run: string,
  cache: RunListCache = new Map(),
): Promise<RunListing | undefined> {
  const folder = join(runsDir, run)
  const file = await openPlainFile(join(folder, recordsFile))
  if (!file) return undefined
  try {
    const { size, mtimeMs, ino } = await file.stat()
    const fingerprint = `${ino} ${size} ${mtimeMs}`
    let summary = cache.get(run)
    if (summary?.fingerprint !== fingerprint) {
      summary = await summarize(file, size, fingerprint)
      if (!summary) return undefined
      cache.set(run, summary)
    }
    const state = stateOf(folder, summary)
    const sizeBytes = size + (await sizeOf(join(folder, bytesFile)))
    return { ...describe(run, summary, mtimeMs), state, sizeBytes }
  } finally {
    await file.close()
  }
}

function stateOf(folder: string, { started, ended }: Summary): RunListing['state'] {
  if (started && ended) return 'ended'
  return started && isBeingWritten(folder) ? 'running' : 'broken'
}

async function sizeOf(path: string): Promise<number> {
  const file = await openPlainFile(path)
  if (!file) return 0
  try {
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

/** Undefined while the first line is not whole. */
async function summarize(
  file: FileHandle,
  size: number,
  fingerprint: string,
): Promise<Summary | undefined> {
  const first = await firstLine(file, size)
  if (first === undefined) return undefined
  const record = parseLine(first)
  const started = record?.kind === 'run.started' ? record : undefined
  const tail = started ? await lastRecords(file, size) : []
  const last = tail.at(-1)
  return {
    fingerprint,
    started,
    records: typeof last?.n === 'number' ? last.n : 0,
    ended: last?.kind === 'run.ended' ? last : undefined,
    facts: tail.filter((one) => one.kind === 'fact').map(factOf),
  }
}

async function firstLine(file: FileHandle, size: number): Promise<string | undefined> {
  for (const length of [tailBytes, maxLineBytes]) {
    const start = await readFully(file, 0, Math.min(length, size))
    const end = start.indexOf(0x0a)
    if (end !== -1) return start.toString('utf8', 0, end)
  }
  // A first line that never ends is no record: the empty text is told as broken.
  return size >= maxLineBytes ? '' : undefined
}

/** The last record and every fact among the file's last 64 KiB of whole lines. */
async function lastRecords(file: FileHandle, size: number): Promise<Record<string, unknown>[]> {
  for (const length of [tailBytes, 2 * maxLineBytes]) {
    const offset = Math.max(size - length, 0)
    const lines = (await readFully(file, offset, size - offset)).toString('utf8').split('\n')
    lines.pop()
    if (offset > 0) lines.shift()
    const lastLine = lines.pop()
    if (lastLine === undefined) continue
    const facts = lines.filter((line) => line.includes('"kind":"fact"'))
    return [...facts, lastLine].map(parseLine).filter((record) => record !== undefined)
  }
  return []
}

function factOf(record: Record<string, unknown>): RunListing['facts'][number] {
  return { id: String(record.id), truth: record.truth as Truth, held: record.held === true }
}

function describe(run: string, { started, records, ended, facts }: Summary, mtimeMs: number) {
  return {
    run,
    lab: wordOr(started?.lab, ''),
    scenario: wordOr(started?.scenario, ''),
    question: wordOr(started?.question, 'The first line of this run is not a record.'),
    startedAt: wordOr(started?.startedAt, new Date(mtimeMs).toISOString()),
    ...(ended ? { outcome: wordOr(ended.outcome, '') } : {}),
    records,
    facts,
  }
}

function wordOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
