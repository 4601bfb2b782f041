import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { type RunningScenario, startRun } from '@socket-labs/lab'
import { parseRecords } from '@socket-labs/trace'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { needs } from '../../../test/capability.ts'
import lab from '../lab.ts'
import echoClient from '../src/data-5-echo-client.ts'
import echoServer from '../src/data-5-echo-server.ts'

const runsDir = mkdtempSync(path.join(os.tmpdir(), 'socket-labs-test-'))
afterAll(() => rmSync(runsDir, { recursive: true, force: true }))
const loaded = { ...lab, dir: path.join(import.meta.dirname, '..') }

let server: RunningScenario
let port: number

beforeEach(async () => {
  server = await startRun(loaded, echoServer, { runsDir })
  await expect.poll(() => (port = listeningPort())).toBeGreaterThan(0)
})
afterEach(async () => {
  await server.stop()
})

function listeningPort(): number {
  const { records } = parseRecords(readFileSync(path.join(server.dir, 'records.ndjson'), 'utf8'))
  return Number(records.find((record) => typeof record.port === 'number')?.port ?? 0)
}

async function programSays(command: string, args: string[], input: string): Promise<string> {
  const program = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  let said = ''
  program.stdout.on('data', (chunk) => {
    said += chunk
  })
  program.stdin.end(input)
  await once(program, 'close')
  return said
}

describe('the echo server', () => {
  it('data-5: answers nc, and the run shows what nc sent', async (context) => {
    await needs(context, 'nc')
    expect(await programSays('nc', ['-N', '127.0.0.1', String(port)], 'hello from nc\n')).toBe(
      'hello from nc\n',
    )
    const run = await server.stop()
    expect(run.ok).toBe(true)
    const read = run.records.find((record) => record.kind === 'socket.data')
    expect(read).toMatchObject({ at: 'server', conn: 'c1', originalBytes: 14 })
    const bytes = readFileSync(path.join(run.dir, 'bytes.bin'))
    const [offset, length] = String(read?.bytesRef).split(':').map(Number) as [number, number]
    expect(bytes.subarray(offset, offset + length).toString()).toBe('hello from nc\n')
  })

  it('data-5: answers Python', async (context) => {
    await needs(context, 'python3')
    const script = `import socket, sys
s = socket.create_connection(("127.0.0.1", ${port}))
s.sendall(bytes(range(256)) * 1000); s.shutdown(socket.SHUT_WR)
got = b"".join(iter(lambda: s.recv(65536), b""))
print(got == bytes(range(256)) * 1000)`
    expect(await programSays('python3', ['-c', script], '')).toBe('True\n')
    expect((await server.stop()).ok).toBe(true)
  })

  it('data-5: answers our own client, and each end has its run', async () => {
    const client = await startRun(loaded, echoClient, {
      runsDir,
      options: { port: String(port), message: 'hello' },
    })
    expect((await client.ended).ok).toBe(true)
    expect((await server.stop()).ok).toBe(true)
  })

  it('outlives a client that resets its connection', async () => {
    const rude = net.connect(port, '127.0.0.1')
    await once(rude, 'connect')
    rude.write('x')
    rude.resetAndDestroy()
    const polite = net.connect(port, '127.0.0.1')
    polite.end('still there?')
    const [answer] = await once(polite, 'data')
    expect(String(answer)).toBe('still there?')
  })

  it('listens on loopback only', () => {
    const { records } = parseRecords(readFileSync(path.join(server.dir, 'records.ndjson'), 'utf8'))
    const listening = records.find((record) => record.kind === 'socket.listening')
    expect(listening?.local).toBe(`127.0.0.1:${port}`)
  })

  it('that nobody visits shows nothing, and says so by not holding', async () => {
    const run = await server.stop()
    expect(run).toMatchObject({ outcome: 'stopped', facts: [], ok: false })
  })
})
