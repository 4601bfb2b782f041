import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import { pruneRuns, RunWriter } from '@socket-labs/socket-log'
import {
  ConnectionNames,
  formatBytesRef,
  type RecordDraft,
  schemaVersion,
} from '@socket-labs/trace'
import type { Exercise } from './exercise.ts'
import type { CaseResult, Failure } from './result.ts'
import { type Draft, draftsOf, sinceMs } from './saved-run-drafts.ts'
import type { CaseRecorder } from './saved-run-recorder.ts'
import { sayShown } from './story.ts'

/** A failed case, and all that was seen of it. */
export interface FailedCase {
  exercise: Exercise
  result: CaseResult
  failure: Failure
  recorder: CaseRecorder
  seed: number
}

/** So many runs of one exercise's failures are kept: more would push the learner's experiments out. */
export const keptOfExercise = 6

/**
 * Saves a failed case as a run that the page lists and opens like any other. Returns the run's name and
 * the number of the record at which the case failed; undefined when it could not be written, since a full
 * disk must not change a verdict.
 */
export function saveRun(
  runsDir: string,
  failed: FailedCase,
): { run: string; n: number } | undefined {
  const suffix = `-grade-${failed.exercise.exercise}-`
  try {
    removeOld(runsDir, suffix)
    const writer = new RunWriter(runsDir, nameRun(suffix))
    const n = writeCase(new Numbering(writer), failed)
    writer.flush()
    writer.close()
    return { run: nameOf(writer), n }
  } catch {
    return undefined
  }
}

/** Makes room for one more. */
function removeOld(runsDir: string, suffix: string): void {
  try {
    pruneRuns(runsDir)
    const ofExercise = readdirSync(runsDir).filter((name) => name.includes(suffix))
    for (const name of ofExercise.sort().slice(0, 1 - keptOfExercise)) {
      rmSync(join(runsDir, name), { recursive: true, force: true })
    }
  } catch {
    // The folder is not there yet, or another exercise's process removes the same run just now.
  }
}

function writeCase(run: Numbering, failed: FailedCase): number {
  const { exercise, result, failure, recorder } = failed
  const endMs = sinceMs(recorder.startedMs, recorder.failedMs ?? recorder.startedMs)
  const own = (kind: string, fields: Record<string, unknown>): Draft => ({
    record: { tMs: endMs, clock: 'monotonic', kind, at: 'runner', origin: 'observed', ...fields },
  })
  const started = own('run.started', startedFields(failed))
  started.record.tMs = 0
  run.add(started)
  for (const draft of draftsOf(recorder, exercise.exports)) run.add(draft)
  const step = result.steps.length
  const { expected, got } = failure
  const text = `✗ step ${step}: expected ${sayShown(expected)}; got ${sayShown(got)}`
  const why = failure.sentence
  const n = run.add(own('note', { text, why, ...(run.lastConn && { conn: run.lastConn }) }))
  const truth = exercise.kind === 'protocol' ? 'M' : 'K'
  const verdict = { id: exercise.fact, truth, held: false, expected: exercise.shows, seen: why }
  run.add(own('fact', { ...verdict, evidence: [n], origin: 'derived' }))
  const ended = { outcome: 'failed', why: `step ${step} did not go as expected` }
  run.add(own('run.ended', { ...ended, durationMs: endMs }))
  return n
}

function startedFields({ exercise, result, recorder, seed }: FailedCase): Record<string, unknown> {
  const agoMs = Number(process.hrtime.bigint()) / 1e6 - recorder.startedMs
  return {
    schema: schemaVersion,
    lab: exercise.lab,
    scenario: `grade-${exercise.exercise}`,
    question: result.title,
    facts: [exercise.fact],
    seed,
    startedAt: new Date(Date.now() - agoMs).toISOString(),
    versions: versions(),
    capabilities: [],
  }
}

/** Numbers drafts and gives both ends of a connection one name, as the runner does. */
class Numbering {
  lastConn: string | undefined
  readonly #writer: RunWriter
  readonly #connections = new ConnectionNames()
  #n = 0

  constructor(writer: RunWriter) {
    this.#writer = writer
  }

  add({ record, bytes }: Draft): number {
    const fields: RecordDraft = { ...record }
    const conn = this.#connections.nameFor(record)
    if (conn !== undefined) {
      fields.conn = conn
      this.lastConn = conn
    }
    if (bytes) {
      fields.bytesRef = formatBytesRef(this.#writer.appendBytes(bytes), bytes.length)
      fields.capturedBytes = bytes.length
    }
    this.#writer.append(JSON.stringify({ run: nameOf(this.#writer), n: ++this.#n, ...fields }))
    return this.#n
  }
}

function nameOf({ dir }: RunWriter): string {
  return dir.slice(dir.replaceAll('\\', '/').lastIndexOf('/') + 1)
}

/** Names begin with their time, so that they sort by age. */
function nameRun(suffix: string): string {
  const [date, time] = new Date().toISOString().split('T') as [string, string]
  const when = `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`
  return `${when}${suffix}${randomBytes(2).toString('hex')}`
}

function versions(): Record<string, string> {
  const manifest = new URL('../package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const { node } = process.versions
  return {
    socketLabs: version,
    node,
    platform: `${process.platform} ${process.arch}`,
    kernel: release(),
  }
}
