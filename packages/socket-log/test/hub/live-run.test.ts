import { expect, onTestFinished, test } from 'vitest'
import { hubLimits } from '../../src/hub/limits.ts'
import { LiveRun } from '../../src/hub/live-run.ts'
import { OpenRuns } from '../../src/hub/open-runs.ts'
import { until } from './until.ts'
import { emptyRunsDir, WrittenRun } from './written-run.ts'

const viewer = { onRecords: () => {}, onTrouble: () => {} }

test('a ring that is filled while the run grows and others read it has every line under its number', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'r')
  written.fillTo(40_000)
  const live = await LiveRun.open(runsDir, 'r', hubLimits)
  onTestFinished(() => live.close())
  let isFilled = false
  const filling = live.join(viewer).finally(() => {
    isFilled = true
  })
  while (!isFilled) {
    written.fillTo(written.lines.length + 10)
    await live.refresh()
  }
  const ring = await filling
  written.fillTo(written.lines.length + 10)
  await until('the last line', () => ring.head === written.lines.length)
  expect(ring.take(1, 1e9).lines).toEqual(written.lines)
})

test('the ring goes with the last viewer and comes back filled with the next one', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'r')
  written.fillTo(10)
  const live = await LiveRun.open(runsDir, 'r', hubLimits)
  onTestFinished(() => live.close())
  const first = await live.join(viewer)
  live.leave(viewer)
  written.fillTo(20)
  const second = await live.join(viewer)
  expect(first.head).toBe(10)
  expect(second.take(1, 1e9).lines).toEqual(written.lines)
  live.leave(viewer)
})

test('a viewer that leaves and comes back while the ring is filled gets a ring that goes on', async () => {
  const runsDir = emptyRunsDir()
  const written = new WrittenRun(runsDir, 'r')
  written.fillTo(20_000)
  const live = await LiveRun.open(runsDir, 'r', hubLimits)
  onTestFinished(() => live.close())
  const left = live.join(viewer).catch((error) => error.code)
  live.leave(viewer)
  const other = { ...viewer }
  const ring = await live.join(other)
  expect(await left).toBe('ERR_RUN_MISSING')
  written.fillTo(20_010)
  await until('the new lines', () => ring.head === 20_010)
  expect(ring.take(1, 1e9).lines).toEqual(written.lines)
})

test('a run is never closed under who reads it, however many come and go', async () => {
  const runsDir = emptyRunsDir()
  const names = ['a', 'b', 'c']
  for (const name of names) {
    const written = new WrittenRun(runsDir, name)
    written.fillTo(600)
    written.end()
  }
  const runs = new OpenRuns(runsDir, { ...hubLimits, idleRuns: 0 })
  onTestFinished(() => runs.close())
  const reads = Array.from({ length: 300 }, async (_, i) => {
    for (let turn = 0; turn < i % 7; turn++) await Promise.resolve()
    const name = names[i % names.length] as string
    return runs.use(name, ({ reader }) => reader.readRange(300 + (i % 200), 601))
  })
  for (const lines of await Promise.all(reads)) expect(lines.length).toBeGreaterThan(100)
})
