import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { rootDir } from '../../src/index.ts'

const script = path.join(rootDir, 'packages/lab/src/cli/start.ts')
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** Starts the page as a wrapper would: through `sh -c`, as package managers do. */
function startPage(args: string, shell = `exec "${process.execPath}"`) {
  const child = spawn('sh', ['-c', `${shell} --import tsx "${script}" --no-open ${args}`], {
    cwd: rootDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    ;(child[stream] as Readable).on('data', (chunk) => {
      said[stream] += chunk
    })
  }
  return { child, said }
}

async function addressOf(said: { stdout: string }): Promise<URL> {
  await expect.poll(() => said.stdout).toMatch(/\n$/)
  return new URL(said.stdout.trim())
}

const isServed = (url: URL): Promise<boolean> =>
  fetch(url, { redirect: 'manual' }).then(
    () => true,
    () => false,
  )

describe('pnpm start', () => {
  it('prints the address with its token on a line of its own, and nothing else on standard output', async () => {
    const { said } = startPage('--port 0')
    const url = await addressOf(said)
    expect(said.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{22}\n$/)
    const answer = await fetch(url, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, './'])
  })

  it('takes the next port when one is busy, and says so', async () => {
    const busy = net.createServer().listen(0, '127.0.0.1')
    await once(busy, 'listening')
    const { port } = busy.address() as net.AddressInfo
    const { said } = startPage(`--port ${port}`)
    const url = await addressOf(said)
    expect(Number(url.port)).toBeGreaterThan(port)
    expect(said.stderr).toContain(`port ${port} is in use: the page takes ${url.port}`)
    busy.close()
  })

  it('ends on Ctrl-C with 0, and the page is gone', async () => {
    const { child, said } = startPage('--port 0')
    const url = await addressOf(said)
    child.kill('SIGINT')
    const [status] = await once(child, 'exit')
    expect(status).toBe(0)
    expect(await isServed(url)).toBe(false)
  })

  it('ends when the one that started it is killed', async () => {
    const { child, said } = startPage('--port 0; true', `"${process.execPath}"`)
    const url = await addressOf(said)
    child.kill('SIGKILL')
    await expect.poll(() => isServed(url)).toBe(false)
  })

  it('ends the experiments that it started', async () => {
    const { child, said } = startPage('--port 0')
    const url = await addressOf(said)
    const answer = await fetch(new URL('/runs', url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${url.searchParams.get('token')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ lab: 'tcp-basics', scenario: 'data-5-echo-server' }),
    })
    const { run } = (await answer.json()) as { run: string }
    const port = await expect
      .poll(async () => echoPort(url, run))
      .toBeGreaterThan(0)
      .then(() => echoPort(url, run))
    child.kill('SIGINT')
    await once(child, 'exit')
    const visitor = net.connect(port, '127.0.0.1')
    const [error] = await once(visitor, 'error')
    expect((error as NodeJS.ErrnoException).code).toBe('ECONNREFUSED')
  })
})

async function echoPort(url: URL, run: string): Promise<number> {
  const answer = await fetch(new URL(`/runs/${run}/records?from=1&to=100`, url), {
    headers: { authorization: `Bearer ${url.searchParams.get('token')}` },
  })
  const { records } = (await answer.json()) as { records: { port?: number }[] }
  return records.find((record) => record.port !== undefined)?.port ?? 0
}
