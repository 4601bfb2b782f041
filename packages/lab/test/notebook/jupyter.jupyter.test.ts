import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provideJupyter } from '../../src/notebook/jupyter-program.ts'
import { type JupyterServer, startJupyter } from '../../src/notebook/jupyter-server.ts'
import { writeKernelspecs } from '../../src/notebook/kernelspec.ts'
import { ask, executeInJupyter } from './jupyter-client.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

let server: JupyterServer
let isBesideClosed = false
// The first time on a machine this installs Jupyter.
beforeAll(async () => {
  const program = await provideJupyter(root, () => {})
  const beside = async () => ({
    url: 'http://127.0.0.1:1/beside',
    close: () => {
      isBesideClosed = true
    },
  })
  server = await startJupyter({ root, program, port: 0, open: 'labs/tcp-basics', beside })
}, 300_000)
afterAll(() => server?.close())

describe('our kernel in the real Jupyter', { timeout: 60_000 }, () => {
  it('it is offered under its name, once', async () => {
    const { kernelspecs } = await ask<{
      kernelspecs: Record<string, { spec: { display_name: string; argv: string[] } }>
    }>(server, 'kernelspecs')
    expect(kernelspecs.tslab?.spec.display_name).toBe('TypeScript (Socket Labs)')
    expect(kernelspecs.tslab?.spec.argv[0]).toBe(process.execPath)
  })

  it('a notebook beside a lab imports, runs, and fails as it does without Jupyter', async () => {
    const path = 'labs/tcp-basics/notebooks/none.ipynb'
    const { id } = await ask<{ id: string }>(server, 'kernels', { name: 'tslab', path })
    const run = (code: string) => executeInJupyter(server, id, code)
    expect(await run(`import { parseBytesRef } from '@socket-labs/trace'`)).toEqual({
      status: 'ok',
      text: '',
    })
    expect(await run(`parseBytesRef('3:4')`)).toEqual({
      status: 'ok',
      text: '{ offset: 3, length: 4 }\n',
    })
    const wrong = await run('const text: string = 1')
    expect(wrong.status).toBe('error')
    expect(wrong.text).toContain(`1:7 - Type 'number' is not assignable to type 'string'.`)
  })

  it('the stop button ends a cell that waits, and one in an endless loop', async () => {
    const { id } = await ask<{ id: string }>(server, 'kernels', { name: 'tslab' })
    await executeInJupyter(server, id, '1')
    for (const code of ['await new Promise(() => {})', 'for (;;) {}']) {
      const running = executeInJupyter(server, id, code)
      const again = setInterval(() => ask(server, `kernels/${id}/interrupt`, {}), 300)
      expect((await running).status).toBe('error')
      clearInterval(again)
      // tslab drops what comes within 200 ms after a failure.
      await new Promise((resolve) => setTimeout(resolve, 700))
    }
    expect((await executeInJupyter(server, id, '2')).text).toBe('2\n')
  })

  it('its address carries a token, without which it answers nothing', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/lab\/tree\/labs\/tcp-basics\?token=/)
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/kernels`)
    expect(answer.status).toBe(403)
    const log = readFileSync(join(root, '.jupyter', 'jupyter.log'), 'utf8')
    expect(log).not.toContain(server.token)
  })

  it('a port that is taken is refused by name', async () => {
    const program = await provideJupyter(root, () => {})
    const again = startJupyter({ root, program, port: server.port })
    await expect(again).rejects.toThrow(`Port ${server.port} on 127.0.0.1 is taken.`)
  })

  it('the kernel is described where an editor that knows .venv looks', () => {
    const files = writeKernelspecs(root)
    expect(files).toEqual([
      join(root, '.jupyter', 'kernels', 'tslab', 'kernel.json'),
      join(root, '.venv', 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json'),
    ])
  })

  it('pnpm notebook prints the address alone on standard output; killed, it takes Jupyter with it', async () => {
    const words = ['packages/lab/src/cli/notebook.ts', 'tcp-basics', '--no-open', '--port', '0']
    const starter = spawn(process.execPath, ['--import', 'tsx', ...words], { cwd: root })
    const [address] = await once(starter.stdout, 'data')
    expect(String(address)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/lab\/tree\/\S+\n$/)
    const status = new URL('/api/status', String(address))
    expect((await fetch(status)).status).toBe(403)
    starter.kill('SIGKILL')
    await expect
      .poll(() => fetch(status).catch((error) => error.cause.code), { timeout: 8_000 })
      .toBe('ECONNREFUSED')
  })

  it('closing ends Jupyter, its kernels, and the page beside it', async () => {
    const { id } = await ask<{ id: string }>(server, 'kernels', { name: 'tslab' })
    const { text } = await executeInJupyter(server, id, 'process.pid')
    expect(server.besideUrl).toBe('http://127.0.0.1:1/beside')
    await server.close()
    expect(await server.ended).toBe(0)
    expect(isBesideClosed).toBe(true)
    expect(() => process.kill(Number(text), 0)).toThrow('ESRCH')
  })
})
