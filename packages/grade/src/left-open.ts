import type { LearnerProcess } from './learner-process.ts'
import { listeningPorts } from './process-figures.ts'
import type { Failure } from './result.ts'

/** What a case left behind in the learner's process. */
export interface Left {
  /** Seen from outside. */
  ports: number[]
  /** Counts by Node's names: `Timeout`, `TCPSocketWrap`. */
  resources: Record<string, number>
}

/** Looks at what stays open after a case. What stood open before is not told again. */
export class LeftOpen {
  readonly #learner: LearnerProcess
  #known: Left = { ports: [], resources: {} }

  constructor(learner: LearnerProcess) {
    this.#learner = learner
  }

  /** Undefined as soon as nothing is left; closing takes a few turns of the event loop. */
  async look(withinMs: number): Promise<Left | undefined> {
    const deadlineMs = performance.now() + withinMs
    for (;;) {
      const found = await this.#find()
      const left = beyond(found, this.#known)
      if (left === undefined || performance.now() >= deadlineMs) {
        this.#known = found
        return left
      }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async #find(): Promise<Left> {
    const { resources } = await this.#learner.ask({ do: 'list' }, 'resources.listed')
    const ports = (await listeningPorts(this.#learner.pid)) ?? []
    return { ports, resources }
  }
}

function beyond(found: Left, known: Left): Left | undefined {
  const ports = found.ports.filter((port) => !known.ports.includes(port))
  const resources: Record<string, number> = {}
  for (const [name, count] of Object.entries(found.resources)) {
    const more = count - (known.resources[name] ?? 0)
    if (more > 0) resources[name] = more
  }
  return ports.length + Object.keys(resources).length > 0 ? { ports, resources } : undefined
}

const words: Record<string, [one: string, many: string]> = {
  Timeout: ['timer', 'timers'],
  Immediate: ['setImmediate', 'setImmediates'],
  TCPSocketWrap: ['TCP socket', 'TCP sockets'],
  TCPServerWrap: ['TCP server', 'TCP servers'],
  PipeWrap: ['pipe', 'pipes'],
  UDPWrap: ['UDP socket', 'UDP sockets'],
  ProcessWrap: ['child process', 'child processes'],
  MessagePort: ['worker thread', 'worker threads'],
  FSReqCallback: ['file operation', 'file operations'],
  FSReqPromise: ['file operation', 'file operations'],
}

/** For a learner: what is still open, by name. */
export function sayLeftOpen({ ports, resources }: Left): Failure {
  const things = Object.entries(resources).map(([name, count]) => {
    const [one, many] = words[name] ?? [name, name]
    return count === 1 ? `1 ${one}` : `${count} ${many}`
  })
  const listening = ports.map((port) => `port ${port} (it listens)`)
  const got = [...listening, ...things].join(', ')
  const expected = { words: 'nothing of the case is still open' }
  return { expected, got: { words: got }, ...whyItMatters(ports, resources) }
}

function whyItMatters(
  ports: number[],
  resources: Record<string, number>,
): Pick<Failure, 'sentence' | 'mistake'> {
  if (ports.length > 0) {
    const sentence =
      'A port is still open after everything was closed: a program that starts on it again gets EADDRINUSE, and this one never ends. Close the server.'
    return { sentence, mistake: 'left-port-open' }
  }
  if (resources.Timeout) {
    const sentence =
      'A timer still runs after everything was closed. It keeps the program alive, and acts when nobody expects it: clearTimeout or clearInterval ends it.'
    return { sentence, mistake: 'left-timer' }
  }
  if (resources.TCPSocketWrap) {
    const sentence =
      'A socket is still open after everything was closed. It holds a descriptor and keeps the program alive: end or destroy it.'
    return { sentence, mistake: 'left-socket-open' }
  }
  const sentence =
    'This is still open after everything was closed. It keeps the program alive: close what you open.'
  return { sentence, mistake: 'left-open' }
}
