import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JupyterProgram } from './jupyter-program.ts'
import { jupyterConfigFolder, jupyterFolder, writeKernelspecs } from './kernelspec.ts'

export interface JupyterOptions {
  /** The checkout: what Jupyter shows, and where its kernel is described. */
  root: string
  program: JupyterProgram
  /** A port that must be free; without it 8888, or any when that is taken. */
  port?: number | undefined
  /** What to open, below `root`: a notebook or a folder. */
  open?: string
  /** Starts the page beside the notebook; it is closed when Jupyter has ended. */
  beside?: () => Promise<Beside>
}

interface Beside {
  url: string
  close(): Promise<void> | void
}

export interface JupyterServer {
  /** Opens what was asked for; it carries the token. */
  url: string
  port: number
  token: string
  /** The page beside it, where one was started. */
  besideUrl?: string
  /** Resolves with its exit status when Jupyter has ended, by itself or by `close`. */
  ended: Promise<number | null>
  close(): Promise<void>
}

const startLimitMs = 60_000
const guardPath = fileURLToPath(new URL('./end-with-starter.mjs', import.meta.url))

/**
 * Starts Jupyter on 127.0.0.1 with our kernel, under a token made for this start, and resolves when
 * it answers. It ends with `close`, and also when this process dies. Its log is `.jupyter/jupyter.log`.
 */
export async function startJupyter(options: JupyterOptions): Promise<JupyterServer> {
  const { root, program } = options
  writeKernelspecs(root)
  const port = await freePort(options.port)
  const token = randomBytes(16).toString('hex')
  const { ended, close } = spawnJupyter(program, port, { root, token })
  try {
    await answers(port, token, ended)
    const beside = await options.beside?.()
    ended.then(() => beside?.close())
    const url = `http://127.0.0.1:${port}${pageOf(program, options.open)}?token=${token}`
    return { url, port, token, ended, close, ...(beside && { besideUrl: beside.url }) }
  } catch (error) {
    await close()
    throw new Error(`${(error as Error).message}\n${endOfLog(root)}`)
  }
}

function spawnJupyter(program: JupyterProgram, port: number, at: { root: string; token: string }) {
  const args = ['--ip=127.0.0.1', `--port=${port}`, '--port-retries=0', '--no-browser']
  if (process.getuid?.() === 0) args.push('--allow-root')
  const log = openSync(logFile(at.root), 'w', 0o600)
  const guard = spawn(process.execPath, [guardPath, program.command, ...args], {
    cwd: at.root,
    env: jupyterEnvironment(at.root, at.token),
    stdio: ['pipe', log, log],
    // Ctrl-C must reach us alone: Jupyter answers it with a question on the terminal.
    detached: true,
  })
  const ended = new Promise<number | null>((resolve) => guard.once('exit', resolve))
  const close = async () => {
    guard.stdin?.end()
    await ended
  }
  return { ended, close }
}

function jupyterEnvironment(root: string, token: string): NodeJS.ProcessEnv {
  const { env } = process
  const withOurs = (ours: string, others?: string) => (others ? ours + delimiter + others : ours)
  return {
    ...env,
    JUPYTER_PATH: withOurs(jupyterFolder(root), env.JUPYTER_PATH),
    JUPYTER_CONFIG_PATH: withOurs(jupyterConfigFolder(root), env.JUPYTER_CONFIG_PATH),
    // Not among the arguments, where every user of the machine could read it.
    JUPYTER_TOKEN: token,
  }
}

function pageOf({ kind }: JupyterProgram, open = ''): string {
  const path = open.split('/').map(encodeURIComponent).join('/')
  if (kind === 'lab') return `/lab/tree/${path}`
  return open.endsWith('.ipynb') ? `/notebooks/${path}` : `/tree/${path}`
}

async function answers(port: number, token: string, ended: Promise<unknown>): Promise<void> {
  let hasEnded = false
  ended.then(() => {
    hasEnded = true
  })
  const deadlineMs = performance.now() + startLimitMs
  while (!hasEnded && performance.now() < deadlineMs) {
    const headers = { authorization: `token ${token}` }
    const answer = await fetch(`http://127.0.0.1:${port}/api/status`, { headers }).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(hasEnded ? 'Jupyter ended at once.' : `Jupyter is silent for ${startLimitMs} ms.`)
}

async function freePort(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    const port = await listenOnce(wanted)
    if (port === undefined) throw new Error(`Port ${wanted} on 127.0.0.1 is taken.`)
    return port
  }
  return (await listenOnce(8888)) ?? (await listenOnce(0)) ?? 0
}

/** The port, when it can be listened on; 0 is any. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}

function logFile(root: string): string {
  mkdirSync(jupyterFolder(root), { recursive: true })
  return join(jupyterFolder(root), 'jupyter.log')
}

function endOfLog(root: string): string {
  return readFileSync(logFile(root), 'utf8').split('\n').slice(-15).join('\n')
}
