import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { type ServerProgram, startServer, versionOf } from '../src/real-program.ts'

const deadlineMs = 10_000

const redis: ServerProgram = {
  command: 'redis-server',
  versionArgs: ['--version'],
  args: (port, folder) => [
    ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
  ],
  readyWords: /Ready to accept connections/,
}

/** The same in a process of its own, which tells port and folder and never ends by itself. */
const holding = `
const { startServer } = await import(${JSON.stringify(new URL('../src/real-program.ts', import.meta.url).href)})
let folder
const { port } = await startServer({ note() {}, random: Math.random }, {
  command: 'redis-server',
  versionArgs: ['--version'],
  args: (port, dir) => {
    folder = dir
    return ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
  },
  readyWords: /Ready to accept connections/,
})
process.send({ port, folder })
setInterval(() => {}, 60_000)`

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return once(socket, 'connect').then(
    () => Boolean(socket.destroy()),
    () => false,
  )
}

async function untilGone(what: string, isThere: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + deadlineMs
  while (await isThere()) {
    if (performance.now() > untilMs) throw new Error(`${what} is still there`)
    await delay(10)
  }
}

/** Draws these numbers, one after the other, and then any. */
function drawing(...numbers: number[]) {
  const notes: Record<string, unknown>[] = []
  return {
    notes,
    random: () => numbers.shift() ?? Math.random(),
    note: (text: string, fields: Record<string, unknown> = {}) =>
      void notes.push({ text, ...fields }),
  }
}

describe('frame-10: a server that nobody here wrote', () => {
  beforeEach((context) => needs(context, 'redis-server'))

  it('listens when it is handed over, and is gone with its folder when it was stopped', async () => {
    let folder = ''
    const ctx = drawing()
    const server = await startServer(ctx, {
      ...redis,
      args: (port, dir) => {
        folder = dir
        return redis.args(port, dir)
      },
    })
    expect(await isListening(server.port)).toBe(true)
    expect(ctx.notes).toMatchObject([{ program: 'redis-server', version: server.version }])
    await server.stop()
    expect([await isListening(server.port), existsSync(folder)]).toEqual([false, false])
  })

  it('takes another port when somebody has the first', async () => {
    const other = createServer()
    // A port of the range that is drawn from, whichever is free.
    let number = 0
    for (let isTaken = true; isTaken; ) {
      number = Math.random()
      other.listen(20_000 + Math.floor(number * 12_000), '127.0.0.1')
      isTaken = await once(other, 'listening').then(
        () => false,
        () => true,
      )
    }
    const server = await startServer(drawing(number, number), redis)
    expect(server.port).not.toBe((other.address() as AddressInfo).port)
    await server.stop()
    other.close()
  })

  it('ends when the process that started it is killed', async () => {
    const args = ['--import', 'tsx', '--input-type=module', '--eval', holding]
    const holder = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const [{ port, folder }] = (await once(holder, 'message')) as [{ port: number; folder: string }]
    expect(await isListening(port)).toBe(true)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    await untilGone('the server', () => isListening(port))
    await untilGone('its folder', async () => existsSync(folder))
  })
})

describe('frame-10: a program that does not start', () => {
  it('is named with its own last words', async () => {
    const broken = {
      ...redis,
      command: 'node',
      versionArgs: ['-v'],
      args: () => ['--no-such-option'],
    }
    await expect(startServer(drawing(), broken)).rejects.toThrow(
      /^node does not start: .*bad option: --no-such-option/,
    )
  })

  it('is missed before anything is started', async () => {
    await expect(versionOf('no-such-program', [])).rejects.toThrow(
      'no-such-program does not tell its version',
    )
  })
})
