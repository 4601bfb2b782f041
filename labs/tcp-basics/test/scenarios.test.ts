import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Run, type Scenario, startRun } from '@socket-labs/lab'
import { judgeAgain, parseRecords, sameVerdicts, type TraceRecord } from '@socket-labs/trace'
import { afterAll, describe, expect, it } from 'vitest'
import { needs } from '../../../test/capability.ts'
import lab from '../lab.ts'

const runsDir = mkdtempSync(path.join(os.tmpdir(), 'socket-labs-test-'))
afterAll(() => rmSync(runsDir, { recursive: true, force: true }))

function scenarioOf(id: string): Scenario {
  const found = lab.scenarios.find((scenario) => scenario.id.startsWith(`${id}-`))
  if (!found) throw new Error(`no scenario for ${id}`)
  return found
}

async function run(id: string, seed = 1): Promise<Run> {
  const loaded = { ...lab, dir: path.join(import.meta.dirname, '..') }
  return (await startRun(loaded, scenarioOf(id), { runsDir, seed })).ended
}

/** What makes each verdict false: a change to one record that takes its truth away. */
const lies: Record<string, (record: TraceRecord) => TraceRecord | undefined> = {
  'open-5: a refused connect that had another error': (record) =>
    record.kind === 'socket.error' ? { ...record, code: 'ETIMEDOUT' } : record,
  'open-4: a server that accepted before its client was connected': (record) =>
    record.kind === 'socket.accept' ? { ...record, tMs: 0 } : record,
  'close-3: an answer that came before the end of the question': (record) =>
    record.kind === 'socket.write' && record.at === 'server' ? { ...record, tMs: 0 } : record,
  'close-9: a second write that succeeded': (record) =>
    record.kind === 'socket.error' ? undefined : record,
  'data-3: one byte more read than written': (record) =>
    record.kind === 'socket.data'
      ? { ...record, originalBytes: (record.originalBytes ?? 0) + 1 }
      : record,
  'data-5: a reply that came before the write': (record) =>
    record.kind === 'socket.data' && record.at === 'client' ? { ...record, tMs: 0 } : record,
  'flow-2: a drain that nobody saw': (record) =>
    record.kind === 'socket.drain' ? undefined : record,
  'state-3: an instrument that tells another state': (record) =>
    record.instrument === 'ss' ? { ...record, state: 'CLOSING' } : record,
}

describe.each([
  ['open-5', 'nobody listens, and the kernel says no'],
  ['open-4', 'a client is connected, and writes, before the server accepts'],
  ['close-3', 'after end() here, data still comes from there'],
  ['close-9', 'a write to a closed peer succeeds once, to an aborted one never'],
  ['data-3', 'writes and reads differ, the bytes do not'],
  ['data-5', 'only a reply proves that bytes were read'],
  ['flow-2', 'write returns false, and drain comes when the reader reads'],
  ['state-3', 'the kernel tells the state of each end, and the tools agree'],
])('%s', (id, truth) => {
  it(`${id}: ${truth}`, async (context) => {
    if (id === 'state-3') await needs(context, 'proc-net-tcp')
    const { outcome, facts, dir, records, why } = await run(id)
    expect({ outcome, why }).toEqual({ outcome: 'finished', why: undefined })
    expect(facts.map((fact) => [fact.id, fact.truth, fact.held, fact.seen])).toEqual([
      [id, 'K', true, expect.any(String)],
    ])

    const saved = parseRecords(readFileSync(path.join(dir, 'records.ndjson'), 'utf8')).records
    expect(saved).toEqual(records)
    const { judge } = scenarioOf(id)
    expect(sameVerdicts(judgeAgain(saved, judge), facts), 'judged again from the file').toBe(true)

    const [name, lie] = Object.entries(lies).find(([title]) => title.startsWith(`${id}:`)) ?? []
    const altered = saved.map((record) => lie?.(record)).filter((record) => record !== undefined)
    expect(judgeAgain(altered, judge)[0]?.held, `altered: ${name}`).toBe(false)
    expect(judgeAgain([], judge)[0]?.held, 'without any record').toBeFalsy()
  })
})

describe('the choices of a seed', () => {
  it('data-3: are the same ten sizes for the same seed', async () => {
    const sizes = async (seed: number) =>
      (await run('data-3', seed)).records
        .filter((record) => record.kind === 'socket.write')
        .map((record) => record.originalBytes)
    expect(await sizes(42)).toEqual(await sizes(42))
  })
})
