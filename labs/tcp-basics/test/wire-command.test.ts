import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseRecords, type TraceRecord } from '@socket-labs/trace'
import { parsePacket, readPcapng, verifyChecksums } from '@socket-labs/wire'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { requestOf } from '../src/commands/wire-words.ts'

const root = path.join(import.meta.dirname, '../../..')
const dir = mkdtempSync(path.join(os.tmpdir(), 'socket-labs-test-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

// Each starts a runner, a wire and the programs at both ends.
vi.setConfig({ testTimeout: 120_000 })

interface Said {
  status: number | null
  out: Buffer
  err: string
}

function wireCommand(words: readonly string[], input?: Uint8Array): Promise<Said> {
  const cli = path.join(root, 'packages/lab/src/cli/lab.ts')
  const env = { ...process.env, SOCKET_LABS_RUNS_DIR: path.join(dir, 'runs') }
  const args = ['--import', 'tsx', cli, 'tcp-basics', 'wire', '--no-page', ...words]
  const child = spawn(process.execPath, args, { cwd: root, env })
  const out: Buffer[] = []
  let err = ''
  child.stdout.on('data', (chunk) => out.push(chunk))
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve) =>
    child.on('close', (status) => resolve({ status, out: Buffer.concat(out), err })),
  )
}

describe('pnpm lab tcp-basics wire', () => {
  it('carries any bytes there and back through a bad link, whole, and says what became of the packets', async (context) => {
    await needs(context, 'wire')
    await needs(context, 'nc')
    const input = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251)
    const got = path.join(dir, 'got')
    const file = path.join(dir, 'packets.pcapng')
    const words = [
      ...['--delay', '2ms', '--loss', '3%', '--reorder', '0.05', '--duplicate', '0.02'],
      ...['--corrupt', '0.01', '--seed', '7', '--pcapng', file],
    ]
    const server = `nc -l 10.1.0.2 80 > ${got}`
    const { status, out, err } = await wireCommand(
      [...words, '--server', server, '--', 'nc', '-N', '10.1.0.2', '80'],
      input,
    )
    expect(status, err).toBe(0)
    expect(out.length).toBe(0)
    expect(readFileSync(got).equals(input)).toBe(true)
    expect(err).toMatch(/\d+ packets, \d+ lost on the way, .*\d+ retransmissions/)

    const found = readPcapng(readFileSync(file))
    expect(found.faults).toEqual([])
    const sent = found.packets.filter(({ direction }) => direction === 'outbound')
    expect(sent.length).toBeGreaterThan(200)
    for (const { bytes } of sent) {
      expect(parsePacket(bytes).ok).toBe(true)
      expect(verifyChecksums(bytes)).toMatchObject({ ip: 'good', body: 'good' })
    }
  })

  it('ends with the status of the program inside, whatever that is, and hands its output over untouched', async (context) => {
    await needs(context, 'wire')
    const said = await wireCommand(['--', 'sh', '-c', 'printf "a\\0b"; printf words >&2; exit 7'])
    expect(said.out).toEqual(Buffer.from('a\0b'))
    expect(said.err).toContain('words')
    expect(said.status).toBe(7)
    const missing = await wireCommand(['--', 'no-such-program-here'])
    expect(missing.status).toBe(127)
    expect(missing.err).toContain('no-such-program-here: ENOENT')
  })

  it('ends with 125 when the server is gone before it listens', async (context) => {
    await needs(context, 'wire')
    const { status, err } = await wireCommand(['--server', 'exit 3', '--', 'true'])
    expect(err).toContain("the wire failed: the server's command ended with 3 before it listened")
    expect(status).toBe(125)
  })

  it('with --json prints records and nothing else; both ends are seen, and what the program prints is not among them', async (context) => {
    await needs(context, 'wire')
    await needs(context, 'nc')
    const server = 'echo hello | nc -lN 10.1.0.2 80'
    const { status, out, err } = await wireCommand([
      '--json',
      '--rule',
      'drop the 1st SYN',
      '--server',
      server,
      '--',
      'nc',
      '-N',
      '10.1.0.2',
      '80',
    ])
    expect(status, err).toBe(0)
    const { records, cut } = parseRecords(out.toString())
    expect(cut).toBe(false)
    expect(err).toContain('hello')
    const syns = segmentsWith(records, 'SYN').filter(({ sender }) => sender === 'client')
    expect(syns).toMatchObject([
      { packetNo: 1, fate: 'dropped', cause: 'rule', rule: 'drop the 1st SYN' },
      { fate: 'delivered', retransmissionOf: 1 },
    ])
    const states = records.filter(
      ({ kind, conn }) => kind === 'tcp.state' && conn === syns[0]?.conn,
    )
    expect(new Set(states.map(({ at }) => at))).toEqual(new Set(['client', 'server']))
  })
})

function segmentsWith(records: readonly TraceRecord[], flag: string): TraceRecord[] {
  return records.filter(
    ({ kind, flags }) => kind === 'tcp.segment' && (flags as string[]).includes(flag),
  )
}

describe('the words of the wire', () => {
  it.each([
    [[], 'what shall run? Put "-- COMMAND" at the end'],
    [['--'], 'nothing stands behind "--"'],
    [['--rate', '20', '--', 'x'], '--rate: '],
    [['--loss', '2', '--', 'x'], '--loss: '],
    [['--delay', '-1ms', '--', 'x'], '--delay'],
    [['--jitter', '3ms', '--delay', '2ms', '--', 'x'], '--jitter can be at most --delay'],
    [['--queue', '10kB', '--', 'x'], '--queue without --rate'],
    [['--mtu', '67', '--', 'x'], '--mtu takes a whole number from 68 to 65535, not "67"'],
    [['--congestion', 'vegas', '--', 'x'], '--congestion is reno, cubic or bbr, not "vegas"'],
    [['--rule', 'drop the 3rd data sgment', '--', 'x'], '--rule "drop the 3rd data sgment": '],
    [['--seed', 'x', '--', 'x'], '--seed takes a whole number'],
  ])('%j is refused, and it is said what would be right', (args, message) => {
    expect(() => requestOf(args)).toThrow(message)
  })

  it('everything behind "--" is the command, options too', () => {
    const { request } = requestOf(['--rate', '20mbit', '--', 'curl', '--rate', '1', '--'])
    expect(request.command).toEqual(['curl', '--rate', '1', '--'])
    expect(request.link.rateBitsPerSec).toBe(20e6)
  })
})
