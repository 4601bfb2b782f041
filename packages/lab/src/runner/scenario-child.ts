import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { type PipeFrame, PipeFrameDecoder } from '@socket-labs/socket-log'
import { isolated } from '@socket-labs/system'
import {
  type ChildStart,
  childArguments,
  type FailedMessage,
  logFd,
  type StopMessage,
  spareFds,
  startVariable,
} from './child-start.ts'

export interface ScenarioChildEvents {
  onFrame(frame: PipeFrame): void
  /** A log pipe carried something that is not the log, or ended inside a frame. */
  onBroken(why: string): void
}

export interface ChildSurroundings {
  /** It runs in user, network and process namespaces of its own. */
  isIsolated?: boolean
  /** Descriptors of ours that it gets as 8, 9, 10: a wrapped program's input, output and words. */
  programFds?: readonly number[]
}

/** How a scenario's process ended. `why` is set when it failed. */
export interface ChildEnd {
  why?: string
}

const stopGraceMs = 2000
const pipeGraceMs = 1000

/** A scenario's process, seen from the runner. */
export class ScenarioChild {
  readonly #child: ChildProcess
  #failure: string | undefined
  #readBytes = 0
  readonly ended: Promise<ChildEnd>

  constructor(
    start: Omit<ChildStart, 'spareFds'>,
    events: ScenarioChildEvents,
    { isIsolated = false, programFds = [] }: ChildSurroundings = {},
  ) {
    const plain = { command: process.execPath, args: childArguments() }
    const { command, args } = isIsolated ? isolated(plain) : plain
    const pipes = spareFds.map(() => 'pipe' as const)
    this.#child = spawn(command, args, {
      // Its own process group, so that Ctrl-C reaches it through the runner and no orphan is left.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'ipc', ...pipes, ...programFds],
      env: { ...process.env, [startVariable]: JSON.stringify({ ...start, spareFds }) },
    })
    this.#child.on('message', (message: FailedMessage) => {
      if (message.type === 'failed') this.#failure = message.why
    })
    this.ended = this.#run(events)
  }

  async #run(events: ScenarioChildEvents): Promise<ChildEnd> {
    const stderr = collect(this.#child.stderr as Readable)
    const pipes = [logFd, ...spareFds].map((fd) => this.#child.stdio[fd] as Readable)
    const read = Promise.all(pipes.map((pipe) => this.#readFrames(pipe, events)))
    const [code, signal] = (await once(this.#child, 'exit')) as [number | null, string | null]
    this.#killGroup()
    // What the process wrote is still in the pipes: read on while something comes.
    const whole = read.then(() => true)
    let before = -1
    while (before !== this.#readBytes) {
      before = this.#readBytes
      if (await Promise.race([whole, delay(pipeGraceMs)])) break
    }
    for (const pipe of pipes) pipe.destroy()
    if (code === 0) return {}
    const lastWords = stderr()
      .trim()
      .split('\n')
      .findLast((line) => /Error/.test(line))
    return { why: this.#failure ?? lastWords?.trim() ?? `its process ended with ${signal ?? code}` }
  }

  #readFrames(pipe: Readable, events: ScenarioChildEvents): Promise<void> {
    const decoder = new PipeFrameDecoder()
    return new Promise((resolve) => {
      pipe.on('data', (chunk: Buffer) => {
        this.#readBytes += chunk.length
        try {
          for (const frame of decoder.push(chunk)) events.onFrame(frame)
        } catch (error) {
          pipe.destroy()
          events.onBroken((error as Error).message)
        }
      })
      pipe.on('error', () => resolve())
      pipe.on('close', () => {
        if (decoder.pendingBytes > 0) events.onBroken('the process ended in the middle of a batch')
        resolve()
      })
    })
  }

  /** Asks it to end; after 2 s it is killed. Resolves when it is gone. */
  async stop(): Promise<void> {
    const message: StopMessage = { type: 'stop' }
    if (this.#child.connected) this.#child.send(message)
    const timer = setTimeout(() => this.#killGroup(), stopGraceMs)
    await this.ended
    clearTimeout(timer)
  }

  #killGroup(): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
    } catch {
      // Nobody left in the group: what we wanted.
    }
  }
}

function delay(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref())
}

/** Keeps the last 8 KiB of what the process says, for the reason of a crash. */
function collect(stream: Readable): () => string {
  let text = ''
  stream.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-8192)
  })
  return () => text
}
