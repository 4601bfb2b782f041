import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ScenarioContext } from '@socket-labs/lab'

/** A server that nobody here wrote, as it is installed on this machine. */
export interface ServerProgram {
  command: string
  /** Arguments with which it prints its version and ends. */
  versionArgs: readonly string[]
  /** Its arguments; it may write into `folder` alone, which is empty and removed with it. */
  args(port: number, folder: string): readonly string[]
  /** A file to be written into the folder first. */
  config?: { name: string; text(port: number): string }
  /** What it prints once it listens. */
  readyWords: RegExp
}

export interface RunningServer {
  port: number
  version: string
  /** Ends it and resolves when it is gone. */
  stop(): Promise<void>
}

const mostTries = 10
const readyMs = 10_000
const endMs = 3000

/** Starts it on 127.0.0.1 and resolves once it listens. It ends with this process, however that ends. */
export async function startServer(
  ctx: Pick<ScenarioContext, 'note' | 'random'>,
  program: ServerProgram,
): Promise<RunningServer> {
  const version = await versionOf(program.command, program.versionArgs)
  ctx.note(`the server is a real one: ${program.command} ${version}`, {
    program: program.command,
    version,
  })
  for (let tries = 1; ; tries++) {
    // These programs cannot be told port 0, so a port is tried, below those that kernels hand out by
    // themselves. When somebody has it, the program ends at once, and the next is tried.
    const port = 20_000 + Math.floor(ctx.random() * 12_000)
    const folder = await mkdtemp(path.join(tmpdir(), 'socket-labs-'))
    const { config } = program
    if (config) await writeFile(path.join(folder, config.name), config.text(port))
    const child = startTied(folder, program.command, program.args(port, folder))
    const clear = () => rmSync(folder, { recursive: true, force: true })
    process.once('exit', clear)
    const stop = async () => {
      await end(child)
      clear()
      process.off('exit', clear)
    }
    const why = await whyNotReady(child, program.readyWords)
    if (why === undefined) return { port, version, stop }
    await stop()
    if (tries === mostTries) throw new Error(`${program.command} does not start: ${why}`)
  }
}

/** The first version number that the program prints; fails when there is none. */
export function versionOf(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // Some print their version with an exit status that is not 0.
    execFile(command, args, { timeout: readyMs }, (_error, out, words) => {
      const [version] = /\d+\.\d+(\.\d+)?/.exec(out + words) ?? []
      if (version) resolve(version)
      else reject(new Error(`${command} does not tell its version`))
    })
  })
}

/**
 * A shell between us and the program ends it when our pipe to the shell closes: that happens even when
 * this process is killed and can do nothing any more. Then the shell removes the folder as well.
 */
const tied = `
folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & program=$!
{ cat <&3 >/dev/null; kill $program 2>/dev/null; } &
exec 3<&-
wait $program; status=$?
rm -rf "$folder"
exit $status`

function startTied(folder: string, command: string, args: readonly string[]): ChildProcess {
  return spawn('sh', ['-c', tied, 'sh', folder, command, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** Resolves to nothing when it has said that it listens, and to its last words when it ended instead. */
function whyNotReady(child: ChildProcess, ready: RegExp): Promise<string | undefined> {
  return new Promise((resolve) => {
    let words = ''
    const timer = setTimeout(() => resolve(`it did not listen within ${readyMs} ms`), readyMs)
    const settle = (why?: string) => {
      clearTimeout(timer)
      resolve(why)
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        words = (words + chunk).slice(-8192)
        if (ready.test(words)) settle()
      })
    }
    child.on('error', (error) => settle(error.message))
    child.on('close', () => settle(words.trim().split('\n').at(-1) ?? 'it ended'))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.stdin?.end()
  const timer = setTimeout(() => child.kill('SIGKILL'), endMs)
  await gone
  clearTimeout(timer)
}
