import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseRecords, type TraceRecord } from '@socket-labs/trace'
import { afterAll, describe, expect, it } from 'vitest'
import { type RunOptions, startRun } from '../../src/index.ts'
import { badLab, badScenario } from './fixtures/lab.ts'

const runsDir = mkdtempSync(path.join(os.tmpdir(), 'socket-labs-test-'))
afterAll(() => rmSync(runsDir, { recursive: true, force: true }))

async function start(id: string, options: RunOptions = {}) {
  return startRun(badLab(), await badScenario(id), { runsDir, ...options })
}

function saved(dir: string): TraceRecord[] {
  return parseRecords(readFileSync(path.join(dir, 'records.ndjson'), 'utf8')).records
}

function notes(records: readonly TraceRecord[]): unknown[] {
  return records.filter((record) => record.kind === 'note').map((record) => record.text)
}

function isAlive(pid: unknown): boolean {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

describe('a run', () => {
  it('whose program throws keeps what came before, its words, and the reason', async () => {
    const run = await (await start('run-1-crashes')).ended
    expect(run).toMatchObject({ outcome: 'failed', why: 'on purpose', ok: false })
    expect(notes(run.records)).toEqual(
      expect.arrayContaining([
        'before',
        'said on standard output',
        'the experiment failed: on purpose',
      ]),
    )
    expect(saved(run.dir)).toEqual(run.records)
  })

  it('whose program ends itself loses nothing of what it recorded', async () => {
    const run = await (await start('run-2-exits')).ended
    expect(run).toMatchObject({ outcome: 'failed', why: 'its process ended with 7' })
    expect(notes(run.records)).toHaveLength(5000)
  })

  it('whose program never lets go is ended at its time limit', async () => {
    const run = await (await start('run-3-spins')).ended
    expect(run.outcome).toBe('timed out')
    expect(notes(run.records)).toContain('before')
    expect(saved(run.dir).at(-1)?.kind).toBe('run.ended')
  })

  it('that is full says so at once, counts the rest, and still has its end', async () => {
    const run = await (await start('run-4-floods', { maxRunBytes: 100_000 })).ended
    const gap = run.records.find((record) => record.kind === 'gap')
    const kept = notes(run.records).filter((text) => String(text).startsWith('xx')).length
    expect(notes(run.records)).toContainEqual(expect.stringContaining('its limit'))
    expect(kept + Number(gap?.count)).toBe(20_000)
    expect(run.records.at(-1)?.kind).toBe('run.ended')
  })

  it('that waits ends when it is stopped, and its second process with it', async () => {
    const running = await start('run-5-waits')
    const pids = await expect
      .poll(() => existsSync(running.dir) && saved(running.dir).filter((record) => record.pid), {
        timeout: 10_000,
      })
      .toHaveLength(2)
      .then(() => saved(running.dir).flatMap((record) => (record.pid ? [record.pid] : [])))
    const run = await running.stop()
    expect(run.outcome).toBe('stopped')
    expect(notes(run.records)).toContain('stopped politely')
    expect(notes(run.records)).toContain('the second process speaks')
    await expect.poll(() => pids.filter(isAlive)).toEqual([])
  })

  it('makes the same choices with the same seed', async () => {
    const texts = []
    for (const seed of [7, 7, 8]) {
      const running = await start('run-5-waits', { seed })
      await expect
        .poll(() => notes(saved(running.dir)))
        .toContainEqual(expect.stringMatching('random'))
      texts.push(notes((await running.stop()).records)[0])
    }
    expect(texts[0]).toBe(texts[1])
    expect(texts[0]).not.toBe(texts[2])
  })

  it('is numbered from 1 without a hole and says with what it was made', async () => {
    const { records } = await (await start('run-1-crashes', { seed: 5 })).ended
    expect(records.map((record) => record.n)).toEqual(records.map((_, i) => i + 1))
    expect(records[0]).toMatchObject({
      kind: 'run.started',
      schema: 1,
      scenario: 'run-1-crashes',
      seed: 5,
      versions: { node: process.versions.node },
    })
  })
})
