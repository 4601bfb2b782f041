import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from './temporary-folder.ts'

/** The kernel's program: `node <launcher> <connection file>`, started in the notebook's folder. */
export const launcherPath = fileURLToPath(new URL('./kernel.cjs', import.meta.url))

/** What the kernel was told of how to reach it. */
export interface ConnectionInfo {
  key: string
  shell: string
  iopub: string
}

export interface KernelProcess {
  connection: ConnectionInfo
  pid: number
  /** Settles when the process is gone. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** The end of what it printed before it was connected; why it did not start. */
  firstWords(): string
  /** Ends it at once and removes its connection file. Resolves when the process is gone. */
  kill(): Promise<void>
}

/**
 * Starts a kernel in `folder`. It listens on Unix sockets in a folder of its own that only this user
 * can enter, so there is no port to run out of and nobody else to talk to it.
 */
export function startKernelProcess(folder: string, env: NodeJS.ProcessEnv): KernelProcess {
  // A Unix socket's path may have some 100 bytes, so the names are short.
  const { path: privateFolder, remove } = temporaryFolder('slk-')
  const base = join(privateFolder, 'k')
  const key = randomBytes(32).toString('hex')
  const connectionFile = join(privateFolder, 'connection.json')
  writeFileSync(connectionFile, JSON.stringify(connectionContent(base, key)), { mode: 0o600 })
  const child = spawn(process.execPath, [launcherPath, connectionFile], {
    cwd: folder,
    // A starter that was killed cannot clean up: then the kernel does.
    env: { ...env, SOCKET_LABS_KERNEL_FOLDER: privateFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const words = firstWordsOf(child)
  const exited = exitOf(child)
  exited.then(remove)
  return {
    connection: { key, shell: `ipc://${base}:1`, iopub: `ipc://${base}:2` },
    pid: child.pid ?? -1,
    exited,
    firstWords: () => words().trim(),
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function connectionContent(base: string, key: string) {
  return {
    transport: 'ipc',
    ip: base,
    // With ipc the "ports" only end the sockets' names.
    shell_port: 1,
    iopub_port: 2,
    stdin_port: 3,
    control_port: 4,
    hb_port: 5,
    key,
    signature_scheme: 'hmac-sha256',
  }
}

const maxFirstWords = 8 * 1024

function firstWordsOf(child: ChildProcess): () => string {
  let words = ''
  const add = (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-maxFirstWords)
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => words
}

function exitOf(child: ChildProcess): KernelProcess['exited'] {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', () => resolve({ code: null, signal: null }))
  })
}
