import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startHub } from '../../src/hub/hub.ts'
import { getJson, hubUnderTest, idleControl, post } from './hub-under-test.ts'
import { requestText, sendRaw } from './raw-http.ts'
import { until } from './until.ts'
import { LogClient } from './viewer.ts'
import { emptyRunsDir, WrittenRun } from './written-run.ts'

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as { port: number }).port
}

test('a taken port is left to who has it: the hub takes a later one and says which', async () => {
  const port = await takenPort()
  const hub = await hubUnderTest({ port })
  expect(hub.port).toBeGreaterThan(port)
  expect(hub.port).toBeLessThanOrEqual(port + 50)
  expect(hub.url).toBe(`http://127.0.0.1:${hub.port}/?token=${hub.token}`)
  expect(await getJson(hub, 'runs')).toEqual({ runs: [] })
})

test('a taken port is an error where no other will do', async () => {
  const port = await takenPort()
  const options = { runsDir: emptyRunsDir(), pageDir: '/nowhere', control: idleControl }
  const starting = startHub({ ...options, port, strictPort: true })
  await expect(starting).rejects.toMatchObject({ code: 'ERR_PORT_TAKEN' })
})

test('the hub listens on 127.0.0.1 alone', async () => {
  const hub = await hubUnderTest()
  await expect(fetch(`http://[::1]:${hub.port}/`)).rejects.toThrow()
  await expect(fetch(`http://127.0.0.2:${hub.port}/`)).rejects.toThrow()
})

test('under a public URL its Host and Origin are let in, with and without its path', async () => {
  const hub = await hubUnderTest({ publicUrl: 'https://lab.example/user/ann/proxy' })
  expect(hub.publicUrl).toBe(`https://lab.example/user/ann/proxy/?token=${hub.token}`)
  const ask = (firstLine: string, headers: string[] = []) =>
    sendRaw(hub.port, requestText(firstLine, ['Host: lab.example', ...headers]))
  const cookie = `Cookie: socket-labs-${hub.port}=${hub.token}`
  expect((await ask('GET /user/ann/proxy/runs', [cookie])).status).toBe(200)
  expect((await ask('GET /runs', [cookie])).status).toBe(200)
  expect((await ask('GET /user/ann/proxyruns', [cookie])).status).toBe(404)
  const origin = 'Origin: https://lab.example'
  const typed = ['Content-Type: application/json', 'Content-Length: 2']
  const stop = requestText(
    'POST /runs/x/stop',
    ['Host: lab.example', cookie, origin, ...typed],
    '{}',
  )
  expect((await sendRaw(hub.port, stop)).status).toBe(404)
  const page = await ask(`GET /user/ann/proxy?token=${hub.token}`)
  expect(page.text).toContain('Location: ./proxy/\r\n')
  expect(page.text).toContain('; Secure\r\n')
  expect((await ask('GET /', ['Host: other.example'])).status).toBe(400)
})

test('when the hub closes, viewers are told and nothing of it is left', async () => {
  const handles = () =>
    process
      .getActiveResourcesInfo()
      .filter((name) => name !== 'CloseReq')
      .sort()
  const descriptors = () => readdirSync('/proc/self/fd').length
  const runsDir = emptyRunsDir()
  const before = handles()
  const openBefore = process.platform === 'linux' ? descriptors() : 0
  const options = { runsDir, pageDir: '/nowhere', control: idleControl, port: 0 }
  const hub = await startHub(options)
  const bearer = { Authorization: `Bearer ${hub.token}` }
  const tested = { ...hub, runsDir, base: `http://127.0.0.1:${hub.port}/`, bearer, faults: [] }
  const live = new WrittenRun(runsDir, 'live')
  live.fillTo(3)
  for (let i = 0; i < 20; i++) {
    new WrittenRun(runsDir, `r${i}`).end()
    await getJson(tested, `runs/r${i}/records`)
  }
  await post(tested, 'runs/r1/delete')
  const clients = Array.from({ length: 5 }, () => new LogClient(tested))
  const codes: number[] = []
  for (const client of clients) {
    client.socket.on('close', (code) => codes.push(code))
    await client.say({ type: 'hello', run: 'live' })
  }
  await until('all see the run', () => clients.every((client) => client.numbers().length === 3))
  live.end()
  await hub.close()
  await until('the viewers are told', () => codes.length === 5)
  expect(new Set(codes)).toEqual(new Set([1001]))
  await until('no handle is left', () => handles().length <= before.length)
  if (process.platform === 'linux') {
    await until('no descriptor is left', () => descriptors() <= openBefore)
  }
})

test('a viewer that does not answer the end is cut off', async () => {
  const hub = await hubUnderTest()
  const client = new LogClient(hub)
  await client.say({ type: 'hello' })
  const { _socket: socket } = client.socket as unknown as { _socket: NodeJS.ReadStream }
  socket.pause()
  await hub.close()
  await expect(fetch(hub.base)).rejects.toThrow()
})

test('runs that nobody looks at are closed but for the latest few', async () => {
  if (process.platform !== 'linux') return
  const hub = await hubUnderTest({ limits: { idleRuns: 2 } })
  const names = Array.from({ length: 12 }, (_, i) => `r${i}`)
  for (const name of names) new WrittenRun(hub.runsDir, name).end()
  const open = () => readdirSync('/proc/self/fd').length
  for (const name of names.slice(0, 3)) await getJson(hub, `runs/${name}/records`)
  const before = open()
  for (const name of names.slice(3)) await getJson(hub, `runs/${name}/records`)
  await until('as many are open as before', () => open() <= before)
})

test('a viewer that turns to another run lets go of the first', async () => {
  if (process.platform !== 'linux') return
  const hub = await hubUnderTest({ limits: { idleRuns: 0 } })
  const client = new LogClient(hub)
  const open = () => readdirSync('/proc/self/fd').length
  const names = Array.from({ length: 12 }, (_, i) => `r${i}`)
  for (const name of names) new WrittenRun(hub.runsDir, name).end()
  let before = Number.POSITIVE_INFINITY
  for (const [index, run] of names.entries()) {
    await client.say({ type: 'hello', run })
    await until(`the run ${run}`, () => client.of('batch').at(-1)?.run === run)
    if (index === 0) before = open()
  }
  await until('as many are open as before', () => open() <= before)
})
