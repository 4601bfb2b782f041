import { appendFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { getJson, hubUnderTest, post } from './hub-under-test.ts'
import { until } from './until.ts'
import { LogClient } from './viewer.ts'
import { recordLine, WrittenRun } from './written-run.ts'

function numbersTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

test('without any run the welcome says so', async () => {
  const hub = await hubUnderTest()
  const client = new LogClient(hub)
  await client.say({ type: 'hello' })
  await until('the welcome', () => client.messages.length > 0)
  expect(client.messages).toEqual([{ type: 'welcome', schema: 1, run: null, oldest: 1, head: 0 }])
})

test('a viewer is sent what is there and then what comes, each record once and unchanged', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  written.fillTo(5)
  const client = new LogClient(hub)
  await client.say({ type: 'hello', run: 'r' })
  await until('the first five', () => client.numbers().length === 5)
  expect(client.messages[0]).toEqual({ type: 'welcome', schema: 1, run: 'r', oldest: 1, head: 5 })
  written.fillTo(2_000)
  written.end()
  await until('all', () => client.numbers().length === 2_001)
  const records = client.of('batch').flatMap((batch) => batch.records ?? [])
  expect(records).toEqual(written.lines.map((line) => JSON.parse(line)))
  expect(new Set(client.of('batch').map(({ run }) => run))).toEqual(new Set(['r']))
})

test('without a name the newest run is shown; hello again shows another', async () => {
  const hub = await hubUnderTest()
  new WrittenRun(hub.runsDir, 'a', '2026-02-02T00:00:00.000Z').end()
  new WrittenRun(hub.runsDir, 'b', '2026-01-01T00:00:00.000Z').end()
  const client = new LogClient(hub)
  await client.say({ type: 'hello' })
  await until('the newest', () => client.of('batch').length === 1)
  await client.say({ type: 'hello', run: 'b', next: 2 })
  await until('the other', () => client.of('batch').length === 2)
  expect(client.of('batch').map(({ run }) => run)).toEqual(['a', 'b'])
  expect(client.of('batch')[1]?.records?.map(({ n }) => n)).toEqual([2])
})

test('after another hello nothing more comes of the first run', async () => {
  const hub = await hubUnderTest()
  const first = new WrittenRun(hub.runsDir, 'first')
  const second = new WrittenRun(hub.runsDir, 'second')
  first.fillTo(2)
  second.fillTo(2)
  const client = new LogClient(hub)
  for (let round = 0; round < 20; round++) await client.say({ type: 'hello', run: 'first' })
  await client.say({ type: 'hello', run: 'second' })
  await until('the second', () => client.of('welcome').at(-1)?.run === 'second')
  const before = client.messages.length
  first.fillTo(50)
  second.fillTo(50)
  await until('the news', () => client.messages.at(-1)?.records?.at(-1)?.n === 50)
  const runs = client.messages.slice(before).map(({ run }) => run)
  expect(new Set(runs)).toEqual(new Set(['second']))
})

test('a next beyond the head waits for that number', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  written.fillTo(5)
  const client = new LogClient(hub)
  await client.say({ type: 'hello', run: 'r', next: 9 })
  await until('the welcome', () => client.of('welcome').length === 1)
  written.fillTo(12)
  await until('the news', () => client.numbers().at(-1) === 12)
  expect(client.numbers()).toEqual([9, 10, 11, 12])
})

test('what fell out of the ring is told as a gap, only to whom asked for it', async () => {
  const hub = await hubUnderTest({ limits: { ringRecords: 100 } })
  new WrittenRun(hub.runsDir, 'r').fillTo(1_000)
  const fromOldest = new LogClient(hub)
  await fromOldest.say({ type: 'hello' })
  await until('the ring', () => fromOldest.numbers().length === 100)
  expect(fromOldest.messages[0]).toMatchObject({ oldest: 901, head: 1_000 })
  expect(fromOldest.of('gap')).toEqual([])
  const fromStart = new LogClient(hub)
  await fromStart.say({ type: 'hello', next: 1 })
  await until('the ring', () => fromStart.numbers().length === 100)
  const why = 'no longer in the ring'
  expect(fromStart.of('gap')).toEqual([{ type: 'gap', run: 'r', from: 1, to: 900, why }])
})

test('messages have at most 64 KiB unless one record is longer', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  written.fillTo(3_000)
  written.add({ text: 'x'.repeat(300_000) })
  written.fillTo(6_000)
  const client = new LogClient(hub)
  await client.say({ type: 'hello' })
  await until('all', () => client.numbers().length === 6_000)
  const long = client.sizes.filter((size) => size > 64 * 1024)
  expect(long).toHaveLength(1)
  expect(client.messages.length).toBeLessThan(60)
})

test('a half-written line is not sent until its end is there', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  written.fillTo(2)
  const client = new LogClient(hub)
  await client.say({ type: 'hello' })
  const path = join(hub.runsDir, 'r', 'records.ndjson')
  await until('two', () => client.numbers().length === 2)
  const line = Buffer.from(`${recordLine('r', 3)}\n`)
  for (const [index] of line.entries()) {
    expect(client.numbers()).toEqual([1, 2])
    appendFileSync(path, line.subarray(index, index + 1))
    if (index % 40 !== 0) continue
    expect(await getJson(hub, 'runs/r/records?from=3')).toMatchObject({ head: 2, records: [] })
  }
  await until('the third', () => client.numbers().length === 3)
  expect(client.numbers()).toEqual([1, 2, 3])
})

test.each([
  ['no JSON', 'garbage', 'ERR_MESSAGE'],
  ['a list', '[]', 'ERR_MESSAGE'],
  ['null', 'null', 'ERR_MESSAGE'],
  ['an unknown type', '{"type":"goodbye"}', 'ERR_MESSAGE'],
  ['no type', '{}', 'ERR_MESSAGE'],
  ['an unknown run', '{"type":"hello","run":"nothing"}', 'ERR_RUN_MISSING'],
  ['a run whose name climbs', '{"type":"hello","run":"../r"}', 'ERR_RUN_NAME'],
  ['a run that is a number', '{"type":"hello","run":1}', 'ERR_RUN_NAME'],
  ['next 0', '{"type":"hello","next":0}', 'ERR_NEXT'],
  ['next with a fraction', '{"type":"hello","next":1.5}', 'ERR_NEXT'],
  ['next as text', '{"type":"hello","next":"1"}', 'ERR_NEXT'],
  ['next above what can be counted', '{"type":"hello","next":9007199254740992}', 'ERR_NEXT'],
])('%s is answered by an error, and the viewer stays', async (_what, text, code) => {
  const hub = await hubUnderTest()
  new WrittenRun(hub.runsDir, 'r').end()
  const client = new LogClient(hub)
  await client.say(text)
  await until('the error', () => client.of('error').length === 1)
  expect(client.of('error')[0]?.code).toBe(code)
  await client.say({ type: 'hello' })
  await until('the run', () => client.numbers().length === 2)
})

test('a binary message is answered by an error', async () => {
  const hub = await hubUnderTest()
  const client = new LogClient(hub)
  await until('the connection', () => client.socket.readyState === client.socket.OPEN)
  client.socket.send(Buffer.from('{"type":"hello"}'))
  await until('the error', () => client.of('error').length === 1)
})

test('a viewer that says a hundred wrong things is sent away', async () => {
  const hub = await hubUnderTest()
  const client = new LogClient(hub)
  let closed = 0
  client.socket.on('close', (code) => {
    closed = code
  })
  for (let i = 0; i < 100; i++) await client.say('garbage')
  await until('the end', () => closed === 1008)
})

test('garbage in the file ends the watching with an error, not the hub', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  written.fillTo(3)
  const client = new LogClient(hub)
  await client.say({ type: 'hello' })
  await until('three', () => client.numbers().length === 3)
  appendFileSync(join(hub.runsDir, 'r', 'records.ndjson'), 'garbage\n')
  await until('the error', () => client.of('error').length === 1)
  expect(client.of('error')[0]).toMatchObject({ code: 'ERR_RUN_BROKEN' })
  new WrittenRun(hub.runsDir, 'other').end()
  await client.say({ type: 'hello', run: 'other' })
  await until('the other run', () => client.numbers().length === 5)
})

test('a file that becomes shorter ends the watching with an error', async () => {
  const hub = await hubUnderTest()
  new WrittenRun(hub.runsDir, 'r').fillTo(3)
  const client = new LogClient(hub)
  await client.say({ type: 'hello' })
  await until('three', () => client.numbers().length === 3)
  truncateSync(join(hub.runsDir, 'r', 'records.ndjson'), 10)
  await until('the error', () => client.of('error').length === 1)
  expect(client.of('error')[0]?.message).toContain('bytes long, now 10')
})

test('a run that is deleted says so to who watches it, whoever deleted it', async () => {
  const hub = await hubUnderTest()
  new WrittenRun(hub.runsDir, 'ended').end()
  new WrittenRun(hub.runsDir, 'live').fillTo(2)
  const ofEnded = new LogClient(hub)
  await ofEnded.say({ type: 'hello', run: 'ended' })
  const ofLive = new LogClient(hub)
  await ofLive.say({ type: 'hello', run: 'live' })
  await until('both', () => ofEnded.numbers().length === 2 && ofLive.numbers().length === 2)
  await post(hub, 'runs/ended/delete')
  rmSync(join(hub.runsDir, 'live'), { recursive: true })
  for (const client of [ofEnded, ofLive]) {
    await until('the error', () => client.of('error').length === 1)
    expect(client.of('error')[0]?.code).toBe('ERR_RUN_MISSING')
  }
})

test('a run whose first record is not there yet can be waited for by its name', async () => {
  const hub = await hubUnderTest()
  mkdirSync(join(hub.runsDir, 'r'))
  const path = join(hub.runsDir, 'r', 'records.ndjson')
  writeFileSync(path, '')
  const client = new LogClient(hub)
  await client.say({ type: 'hello', run: 'r' })
  await until('the welcome', () => client.of('welcome').length === 1)
  expect(client.of('welcome')[0]).toMatchObject({ oldest: 1, head: 0 })
  appendFileSync(path, `${recordLine('r', 1)}\n`)
  await until('the record', () => client.numbers().length === 1)
})

test('requests for ranges while a viewer watches take nothing from him', async () => {
  const hub = await hubUnderTest()
  const written = new WrittenRun(hub.runsDir, 'r')
  written.fillTo(2)
  const client = new LogClient(hub)
  await client.say({ type: 'hello' })
  for (let count = 100; count <= 3_000; count += 100) {
    written.fillTo(count)
    await fetch(`${hub.base}runs/r/records?from=${count}`, { headers: hub.bearer })
  }
  await until('all', () => client.numbers().length >= 3_000)
  expect(client.numbers()).toEqual(numbersTo(3_000))
})

test('a viewer that does not answer pings is dropped', async () => {
  const hub = await hubUnderTest({ limits: { heartbeatMs: 30 } })
  const dead = new LogClient(hub)
  const alive = new LogClient(hub)
  await alive.say({ type: 'hello' })
  await dead.say({ type: 'hello' })
  await until('both', () => alive.messages.length + dead.messages.length === 2)
  const { _socket: socket } = dead.socket as unknown as { _socket: NodeJS.ReadStream }
  socket.pause()
  let pings = 0
  alive.socket.on('ping', () => pings++)
  await until('some pings', () => pings > 4)
  socket.resume()
  await until('the dead one is dropped', () => dead.socket.readyState === dead.socket.CLOSED)
  expect(alive.socket.readyState).toBe(alive.socket.OPEN)
})

test('more viewers than fit are refused', async () => {
  const hub = await hubUnderTest({ limits: { viewers: 2 } })
  const clients = [new LogClient(hub), new LogClient(hub)]
  for (const client of clients) await client.say({ type: 'hello' })
  const third = new LogClient(hub)
  let status: number | undefined
  third.socket.on('unexpected-response', (_request, response) => {
    status = response.statusCode
  })
  await until('the refusal', () => status === 503)
})
