import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TraceRecord } from '@socket-labs/trace'
import { onTestFinished } from 'vitest'
import { RunWriter } from '../../src/run-writer.ts'

/** An empty folder of runs that goes away with the test. */
export function emptyRunsDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'socket-labs-runs-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** A record as a runner writes it; what it says depends on its number alone. */
export function recordLine(run: string, n: number, fields: Partial<TraceRecord> = {}): string {
  const record = { run, n, tMs: n / 8, clock: 'monotonic', kind: 'note', at: 'runner' }
  return JSON.stringify({ ...record, origin: 'observed', text: `line ${n} é → ␊`, ...fields })
}

/** Writes a run as a runner does. */
export class WrittenRun {
  readonly run: string
  readonly lines: string[] = []
  readonly writer: RunWriter

  constructor(runsDir: string, run: string, startedAt = '2026-05-01T10:00:00.000Z') {
    this.run = run
    this.writer = new RunWriter(runsDir, run)
    const about = { lab: 'tcp-basics', scenario: 'hello', question: 'Who speaks first?' }
    this.add({ kind: 'run.started', schema: 1, startedAt, ...about })
  }

  add(fields: Partial<TraceRecord> = {}): void {
    const line = recordLine(this.run, this.lines.length + 1, fields)
    this.lines.push(line)
    this.writer.append(line)
  }

  /** Writes notes until the run has `count` records. */
  fillTo(count: number): void {
    while (this.lines.length < count) this.add()
    this.writer.flush()
  }

  end(): void {
    this.add({ kind: 'run.ended', outcome: 'finished', durationMs: 1 })
    this.writer.flush()
    this.writer.close()
  }
}
