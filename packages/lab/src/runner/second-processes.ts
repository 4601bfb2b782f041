import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ScenarioProcess } from '../scenario-context.ts'
import {
  type ChildStart,
  childArguments,
  type FailedMessage,
  startVariable,
} from './child-start.ts'

const endGraceMs = 500

/** Starts a scenario's further processes, each with a log pipe of its own to the runner. */
export class SecondProcesses {
  readonly #start: ChildStart
  readonly #spareFds: number[]
  readonly #stops: (() => Promise<void>)[] = []

  constructor(start: ChildStart) {
    this.#start = start
    this.#spareFds = [...start.spareFds]
  }

  async start(place: string, module: URL): Promise<ScenarioProcess> {
    const fd = this.#spareFds.shift()
    if (fd === undefined) {
      throw new Error(`a scenario may start ${this.#start.spareFds.length} processes, no more`)
    }
    const start: ChildStart = {
      ...this.#start,
      role: 'process',
      module: module.href,
      place,
      spareFds: [],
    }
    const child = spawn(process.execPath, childArguments(), {
      stdio: ['ignore', 'inherit', 'inherit', fd, 'ipc'],
      env: { ...process.env, [startVariable]: JSON.stringify(start) },
    })
    const told = await nextTold(child, place)
    const stop = (): Promise<void> => end(child)
    this.#stops.push(stop)
    return {
      told,
      ask: (message) => {
        const answer = nextTold(child, place)
        child.send({ asked: message })
        return answer
      },
      stop,
    }
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.#stops.map((stop) => stop()))
  }
}

/** A process whose channel to us closes ends itself; when it is too busy for that it is killed. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  if (child.connected) child.disconnect()
  const timer = setTimeout(() => child.kill('SIGKILL'), endGraceMs)
  await gone
  clearTimeout(timer)
}

/** The next thing that the process tells; fails when it ends or fails before. */
function nextTold(child: ChildProcess, place: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      child.off('message', onMessage)
      child.off('exit', onExit)
      finish()
    }
    const onMessage = (message: { told: unknown } | FailedMessage): void => {
      if ('why' in message) settle(() => reject(new Error(`the ${place} failed: ${message.why}`)))
      else settle(() => resolve(message.told))
    }
    const onExit = (): void =>
      settle(() => reject(new Error(`the ${place} ended before it answered`)))
    child.on('message', onMessage)
    child.once('exit', onExit)
  })
}
