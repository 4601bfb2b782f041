import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type LoadedLab, type Scenario, startRun } from '@socket-labs/lab'
import { type Hub, startHub } from '@socket-labs/socket-log'
import type { Figure } from '../run.ts'
import { oneMessagePerRecord } from './one-message-per-record.ts'
import records from './src/bench-1-records.ts'
import bulk from './src/bench-2-bulk.ts'

const here = import.meta.dirname
const lab: LoadedLab = { id: 'bench', dir: here, scenarios: [records, bulk] }
const rounds = 5
const run = promisify(execFile)

interface Viewed {
  received: number
  gapRecords: number
  lostRecords: number
  seconds: number
  lagMs: { median: number; p95: number; p99: number; max: number }
}

/** From a tapped process over pipe, run folder and hub to a viewer in another process. */
export async function runLogBench(): Promise<Figure[]> {
  const runsDir = mkdtempSync(path.join(os.tmpdir(), 'socket-labs-bench-'))
  const control = {
    listLabs: async () => [],
    listCapabilities: async () => [],
    start: async () => ({ run: '' }),
    stop: async () => {},
  }
  const hub = await startHub({ runsDir, pageDir: here, port: 0, control })
  try {
    return [
      ...(await throughput(hub, runsDir)),
      ...(await lag(hub, runsDir)),
      ...(await tapping(runsDir)),
    ]
  } finally {
    await hub.close()
    rmSync(runsDir, { recursive: true, force: true })
  }
}

async function view(hub: Hub, runsDir: string, options: Record<string, string>): Promise<Viewed> {
  const running = await startRun(lab, records as Scenario, { runsDir, options })
  const origin = `http://127.0.0.1:${hub.port}`
  const script = path.join(here, 'viewer.ts')
  const viewer = await run(process.execPath, [
    '--import',
    'tsx',
    script,
    origin,
    hub.token,
    running.run,
  ])
  await running.ended
  return JSON.parse(viewer.stdout) as Viewed
}

async function throughput(hub: Hub, runsDir: string): Promise<Figure[]> {
  const count = 200_000
  const ours: number[] = []
  const lost: number[] = []
  const peers: number[] = []
  for (let round = 0; round < 3; round++) {
    const { received, seconds, gapRecords, lostRecords } = await view(hub, runsDir, {
      rate: '0',
      count: String(count),
    })
    ours.push(received / seconds)
    lost.push(gapRecords + lostRecords)
    peers.push(await oneMessagePerRecord(count))
  }
  const { version } = createRequire(import.meta.url)('ws/package.json') as { version: string }
  const peer = `ws ${version}, one message a record, no tap, no file`
  const value = median(ours)
  const note = `of ${count} made at once, ${median(lost)} counted in gaps`
  return [
    {
      what: 'records, tap to viewer',
      value,
      unit: 'records/s',
      peer,
      ratio: value / median(peers),
      note,
    },
  ]
}

async function lag(hub: Hub, runsDir: string): Promise<Figure[]> {
  const seen = await view(hub, runsDir, { rate: '50000', count: '250000' })
  const note = `${seen.received} of 250 000 over 5 s, ${seen.gapRecords + seen.lostRecords} in gaps`
  const what = 'lag at 50 000 records/s'
  return (['median', 'p95', 'p99', 'max'] as const).map((part) => ({
    what: `${what}, ${part}`,
    value: seen.lagMs[part],
    unit: 'ms',
    note: part === 'median' ? note : undefined,
  }))
}

async function tapping(runsDir: string): Promise<Figure[]> {
  const bytes = 2 ** 30
  const tapped: number[] = []
  const bare: number[] = []
  for (let round = 0; round < rounds; round++) {
    const script = path.join(here, 'transfer.ts')
    const plain = await run(process.execPath, ['--import', 'tsx', script, String(bytes)])
    bare.push(bytes / Number(plain.stdout))
    const options = { bytes: String(bytes) }
    const { ended } = await startRun(lab, bulk as Scenario, { runsDir, captureBytes: 64, options })
    const done = (await ended).records.find((record) => record.text === 'done')
    tapped.push(bytes / Number(done?.seconds))
  }
  const ratios = tapped.map((rate, round) => rate / (bare[round] as number))
  const note = `1 GiB, 64 captured bytes a record, median of ${rounds} pairs`
  return [
    { what: 'bulk transfer, untapped', value: median(bare) / 1e6, unit: 'MB/s', note },
    {
      what: 'bulk transfer, tapped',
      value: median(tapped) / 1e6,
      unit: 'MB/s',
      peer: `untapped, node ${process.versions.node}`,
      ratio: median(ratios),
    },
  ]
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
