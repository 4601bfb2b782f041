import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, Socket } from 'node:net'
import { join } from 'node:path'
import { beside, type Enclosure } from './enclosure.ts'
import type { PeerAnswer, PeerQuestion } from './peer-agent.ts'
import { bundled } from './transpile.ts'

const agentFile = join(import.meta.dirname, 'peer-agent.ts')

/** How a program that is not ours ended. */
export interface ProgramEnd {
  /** Null when a signal ended it, as one does when its time is over. */
  status: number | null
  stdout: Buffer
  stderr: string
}

type Question = PeerQuestion extends infer Q ? (Q extends unknown ? Omit<Q, 'n'> : never) : never

/** The network in which a learner's program lives, its own or that of this machine, seen by the grader. */
export class LearnerNetwork {
  readonly #enclosure: Enclosure
  readonly #pid: number
  readonly #answers = new Map<number, (answer: PeerAnswer, handle: unknown) => void>()
  #agent: Promise<ChildProcess> | undefined
  #isClosed = false
  #asked = 0

  /** `pid` is the learner's process. */
  constructor(enclosure: Enclosure, pid: number) {
    this.#enclosure = enclosure
    this.#pid = pid
  }

  /** A server on a free port of 127.0.0.1. Its sockets stay open when the other end has ended. */
  async listen(): Promise<Server> {
    const server = this.#enclosure.isNetworkLimited
      ? ((await this.#ask({ do: 'listen' })).handle as Server)
      : createServer().listen(0, '127.0.0.1')
    if (!server.listening) await once(server, 'listening')
    return server.on('connection', (socket) => socket.setNoDelay(true))
  }

  /** A connection to a port of 127.0.0.1, or the code of the error that connecting met. */
  async connect(port: number): Promise<Socket | string> {
    if (!this.#enclosure.isNetworkLimited) return dial(port)
    const { answer, handle } = await this.#ask({ do: 'connect', port })
    if (!(handle instanceof Socket)) return answer.errorCode ?? 'unknown'
    handle.allowHalfOpen = true
    return handle.setNoDelay(true)
  }

  /**
   * Runs a program that is not ours in this network, and writes `input` to it. Undefined when it is not
   * installed. It is killed after `withinMs`.
   */
  async run(
    command: readonly string[],
    input: Uint8Array,
    withinMs: number,
  ): Promise<ProgramEnd | undefined> {
    if (!(await isInstalled(command[0] ?? ''))) return undefined
    const [program, ...args] = beside(this.#enclosure, this.#pid, command)
    return new Promise((resolve) => {
      const options = {
        timeout: withinMs,
        encoding: 'buffer',
        maxBuffer: 64 * 1024 * 1024,
      } as const
      const child = execFile(program, args, options, (error, stdout, stderr) => {
        const code = error?.code
        const status = error === null ? 0 : typeof code === 'number' ? code : null
        resolve({ status, stdout, stderr: stderr.toString() })
      })
      child.stdin?.on('error', () => {})
      child.stdin?.end(input)
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const agent = await this.#agent?.catch(() => undefined)
    if (agent && agent.exitCode === null && agent.signalCode === null) {
      agent.kill('SIGKILL')
      await once(agent, 'exit')
    }
    this.#giveUp()
  }

  async #ask(question: Question): Promise<{ answer: PeerAnswer; handle: unknown }> {
    this.#agent ??= this.#start()
    const agent = await this.#agent
    const n = ++this.#asked
    return new Promise((resolve) => {
      this.#answers.set(n, (answer, handle) => resolve({ answer, handle }))
      if (agent.connected) agent.send({ ...question, n })
      else this.#giveUp()
    })
  }

  async #start(): Promise<ChildProcess> {
    const code = await bundled(agentFile)
    const node = [process.execPath, '--input-type=module', '--eval', code]
    const [command, ...args] = beside(this.#enclosure, this.#pid, node)
    const agent = spawn(command, args, {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    agent.on('message', (answer: PeerAnswer, handle) => {
      this.#answers.get(answer.n)?.(answer, handle)
      this.#answers.delete(answer.n)
    })
    agent.on('error', () => this.#giveUp())
    agent.once('exit', () => this.#giveUp())
    if (this.#isClosed) agent.kill('SIGKILL')
    return agent
  }

  /** Nobody is left to answer: the learner's process has ended, and its network with it. */
  #giveUp(): void {
    for (const [n, answer] of this.#answers) answer({ n, errorCode: 'ENETDOWN' }, undefined)
    this.#answers.clear()
  }
}

async function dial(port: number): Promise<Socket | string> {
  const socket = new Socket({ allowHalfOpen: true }).setNoDelay(true)
  try {
    socket.connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  }
}

const installed = new Map<string, Promise<boolean>>()

function isInstalled(program: string): Promise<boolean> {
  const known = installed.get(program)
  if (known) return known
  const found = new Promise<boolean>((resolve) => {
    execFile('sh', ['-c', 'command -v "$1"', 'sh', program], (error) => resolve(error === null))
  })
  installed.set(program, found)
  return found
}
