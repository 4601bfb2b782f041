import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { RunListing, TraceRecord } from '@socket-labs/trace'
import { expect, test } from 'vitest'
import { getJson, hubUnderTest, idleControl, post } from './hub-under-test.ts'
import { emptyRunsDir, WrittenRun } from './written-run.ts'

interface Range {
  run: string
  from: number
  to: number
  head: number
  records: TraceRecord[]
}

test('the page and its files are served by their names', async () => {
  const hub = await hubUnderTest()
  const page = await fetch(hub.base, { headers: hub.bearer })
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(await page.text()).toContain('<title>page</title>')
  const script = await fetch(`${hub.base}assets/page-1a2b.js?v=1`, { headers: hub.bearer })
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect((await fetch(`${hub.base}assets/`, { headers: hub.bearer })).status).toBe(404)
})

test('without a built page the data is served, and the page says so', async () => {
  const hub = await hubUnderTest({ pageDir: '/nowhere' })
  expect((await fetch(hub.base, { headers: hub.bearer })).status).toBe(404)
  expect(await getJson(hub, 'runs')).toEqual({ runs: [] })
})

test('labs are what the control lists', async () => {
  const lab = {
    id: 'l',
    title: 'L',
    question: 'q',
    built: false,
    scenarios: [],
    facts: { total: 0, shown: 0 },
  }
  const hub = await hubUnderTest({ control: { ...idleControl, listLabs: async () => [lab] } })
  expect(await getJson(hub, 'labs')).toEqual({ labs: [lab] })
})

test('what the machine can do is asked of the control, and only when somebody asks the hub', async () => {
  let asked = 0
  const missing = { id: 'tun', available: false, why: 'there is none', enable: 'load it' }
  const listCapabilities = async () => {
    asked++
    return [missing]
  }
  const hub = await hubUnderTest({ control: { ...idleControl, listCapabilities } })
  await getJson(hub, 'labs')
  expect(asked).toBe(0)
  expect(await getJson(hub, 'capabilities')).toEqual({ capabilities: [missing] })
  expect((await post(hub, 'capabilities')).status).toBe(405)
})

test('a range of records is inclusive, clipped to the head, and grows with the run', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  written.fillTo(10)
  const records = written.lines.map((line) => JSON.parse(line))
  const range = (query: string) => getJson<Range>(hub, `runs/r/records${query}`)
  expect(await range('')).toEqual({ run: 'r', from: 1, to: 10, head: 10, records })
  expect(await range('?from=3&to=4')).toMatchObject({
    from: 3,
    to: 4,
    records: records.slice(2, 4),
  })
  expect(await range('?from=9&to=99')).toMatchObject({ from: 9, to: 10, head: 10 })
  expect(await range('?from=11')).toEqual({ run: 'r', from: 11, to: 10, head: 10, records: [] })
  written.fillTo(11)
  expect(await range('?from=11')).toMatchObject({ from: 11, to: 11, head: 11 })
})

test('one answer has at most 5 000 records and says how far it went', async () => {
  const hub = await hubUnderTest()
  new WrittenRun(hub.runsDir, 'r').fillTo(12_000)
  const { to, head, records } = await getJson<Range>(hub, 'runs/r/records?from=2001&to=12000')
  expect([to, head, records.length]).toEqual([7_000, 12_000, 5_000])
})

test('one answer has at most 8 MiB of records', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  for (let n = 2; n <= 30; n++) written.add({ text: 'x'.repeat(600_000) })
  written.end()
  const first = await getJson<Range>(hub, 'runs/r/records')
  expect(first.to).toBe(14)
  const rest = await getJson<Range>(hub, 'runs/r/records?from=15')
  expect(rest.records[0]?.n).toBe(15)
})

test.each([
  'from=0',
  'from=-1',
  'from=1.5',
  'from=',
  'from=1e3',
  'to=x',
  'from=5&to=4',
  'from=9999999999999999',
])('a range by %s is refused with what was expected', async (query) => {
  const hub = await hubUnderTest()
  new WrittenRun(hub.runsDir, 'r').fillTo(10)
  const response = await fetch(`${hub.base}runs/r/records?${query}`, { headers: hub.bearer })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 'ERR_RANGE' } })
})

test('captured bytes are served as bytes, and a reference outside of them is refused', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  written.writer.appendBytes(Buffer.from('<script>'))
  written.end()
  const ask = (ref: string) => fetch(`${hub.base}runs/r/bytes?ref=${ref}`, { headers: hub.bearer })
  const bytes = await ask('1:6')
  expect(bytes.headers.get('content-type')).toBe('application/octet-stream')
  expect(await bytes.text()).toBe('script')
  for (const ref of ['', '1', '0:9', '-1:2', '0:1048577', '9007199254740991:1', '0x1:2', '1:2:3']) {
    const response = await ask(ref)
    expect([ref, response.status]).toEqual([ref, 400])
    expect(await response.json()).toMatchObject({ error: { code: 'ERR_BYTES_REF' } })
  }
})

test('a download has every record, with all its captured bytes', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  const expected: unknown[] = [JSON.parse(written.lines[0] as string)]
  for (let n = 2; n <= 2_000; n++) {
    const bytes = Buffer.alloc((n * 31) % 700, n)
    const offset = written.writer.appendBytes(bytes)
    written.add({ bytesRef: `${offset}:${bytes.length}`, capturedBytes: bytes.length })
    expected.push({
      ...JSON.parse(written.lines.at(-1) as string),
      bytesHex: bytes.toString('hex'),
    })
  }
  written.add({ bytesRef: '999999999:4', text: 'bytes that are not there' })
  expected.push(JSON.parse(written.lines.at(-1) as string))
  written.writer.flush()
  const response = await fetch(`${hub.base}runs/r/download`, { headers: hub.bearer })
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="r.ndjson"')
  const lines = (await response.text()).split('\n')
  expect(lines.pop()).toBe('')
  expect(lines.map((line) => JSON.parse(line))).toEqual(expected)
})

test('a download that nobody reads to its end is no fault and keeps nothing open', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  for (let n = 2; n <= 200; n++) written.add({ text: 'x'.repeat(100_000) })
  written.end()
  const abort = new AbortController()
  const options = { headers: hub.bearer, signal: abort.signal }
  const response = await fetch(`${hub.base}runs/r/download`, options)
  await response.body?.getReader().read()
  abort.abort()
  await post(hub, 'runs/r/delete')
  await hub.close()
  expect(hub.faults).toEqual([])
})

test('an experiment is started with what was asked for, and a mistake is told with its code', async () => {
  const asked: unknown[] = []
  const mistake = Object.assign(new Error('there is no lab nope'), {
    code: 'ERR_NO_LAB',
    status: 404,
  })
  const fault = new Error('out of order')
  const hub = await hubUnderTest({
    control: {
      ...idleControl,
      start: async (request) => {
        asked.push(request)
        if (request.lab === 'nope') throw mistake
        if (request.lab === 'fault') throw fault
        return { run: 'run-1' }
      },
    },
  })
  const started = await post(hub, 'runs', { lab: 'a', scenario: 'b', seed: 3, other: 1 })
  expect([started.status, await started.json()]).toEqual([201, { run: 'run-1' }])
  expect((await post(hub, 'runs', { lab: 'a', scenario: 'b' })).status).toBe(201)
  expect(asked).toEqual([
    { lab: 'a', scenario: 'b', seed: 3 },
    { lab: 'a', scenario: 'b' },
  ])
  const refused = await post(hub, 'runs', { lab: 'nope', scenario: 'b' })
  const error = { code: 'ERR_NO_LAB', message: 'there is no lab nope' }
  expect([refused.status, await refused.json()]).toEqual([404, { error }])
  expect((await post(hub, 'runs', { lab: 'fault', scenario: 'b' })).status).toBe(500)
  expect(hub.faults).toEqual(['POST ERR_HUB: out of order'])
})

test('a run is stopped by the control, if there is such a run', async () => {
  const stopped: string[] = []
  const stop = async (run: string) => void stopped.push(run)
  const hub = await hubUnderTest({ control: { ...idleControl, stop } })
  new WrittenRun(hub.runsDir, 'r').fillTo(2)
  const response = await post(hub, 'runs/r/stop')
  expect([response.status, await response.json()]).toEqual([200, {}])
  expect((await post(hub, 'runs/nothing/stop')).status).toBe(404)
  expect(stopped).toEqual(['r'])
})

test('an ended run is deleted; a running one is not', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  written.fillTo(2)
  const refused = await post(hub, 'runs/r/delete')
  expect([refused.status, await refused.json()]).toMatchObject([
    409,
    { error: { code: 'ERR_RUN_RUNNING' } },
  ])
  written.end()
  expect((await post(hub, 'runs/r/delete')).status).toBe(200)
  expect(existsSync(join(hub.runsDir, 'r'))).toBe(false)
  expect((await post(hub, 'runs/r/delete')).status).toBe(404)
  expect(await getJson(hub, 'runs')).toEqual({ runs: [] })
})

test('a symbolic link is neither read nor deleted', async () => {
  const hub = await hubUnderTest()
  const elsewhere = emptyRunsDir()
  new WrittenRun(elsewhere, 'secret').end()
  symlinkSync(join(elsewhere, 'secret'), join(hub.runsDir, 'link'))
  for (const path of ['records', 'bytes?ref=0:1', 'download']) {
    const response = await fetch(`${hub.base}runs/link/${path}`, { headers: hub.bearer })
    expect(response.status).toBe(404)
  }
  expect((await post(hub, 'runs/link/delete')).status).toBe(404)
  expect(existsSync(join(elsewhere, 'secret', 'records.ndjson'))).toBe(true)
})

test.each([
  ['GET', 'runs/r/delete', 405],
  ['GET', 'runs/r/stop', 405],
  ['POST', 'runs/r/records', 405],
  ['POST', 'labs', 405],
  ['POST', '', 405],
  ['POST', 'runs/r', 404],
  ['GET', 'runs/r', 404],
  ['GET', 'runs/r/records/1', 404],
  ['GET', 'log', 404],
])('%s %j is refused with %i', async (method, path, status) => {
  const hub = await hubUnderTest()
  const headers = { ...hub.bearer, 'Content-Type': 'application/json' }
  expect((await fetch(`${hub.base}${path}`, { method, headers })).status).toBe(status)
})

test('many runs are listed by the hub as they are', async () => {
  const hub = await hubUnderTest()
  for (let i = 0; i < 100; i++) new WrittenRun(hub.runsDir, `r${i}`).end()
  const { runs } = await getJson<{ runs: RunListing[] }>(hub, 'runs')
  expect(runs).toHaveLength(100)
})
