import type { EventOf, LearnerEvent, SeenValue, Settled } from './learner-protocol.ts'
import { wallOf } from './mishap.ts'

/** System calls whose errors Node tells by the socket's 'error' event. */
const socketCalls = ['read', 'write', 'connect', 'shutdown', 'accept']

/** What a learner's process has told so far, and whoever waits for more of it. */
export class LearnerTold {
  readonly transcript: LearnerEvent[] = []
  readonly #settled = new Map<string, EventOf<'call.settled'>>()
  readonly #results = new Map<string, Settled[]>()
  readonly #wake = new Set<() => void>()

  #wallError: SeenValue | undefined

  add(event: LearnerEvent): void {
    this.transcript.push(event)
    if (event.kind === 'call.settled' && wallOf(event.value)) this.#wallError = event.value
    // What was told first holds.
    if (event.kind === 'call.settled' && !this.#settled.has(event.call)) {
      this.#settled.set(event.call, event)
    }
    if (event.kind !== 'calls.settled') return
    const results = this.#results.get(event.call) ?? []
    for (const result of event.results) results.push(result)
    this.#results.set(event.call, results)
  }

  settlement(call: string): EventOf<'call.settled'> | undefined {
    return this.#settled.get(call)
  }

  results(call: string): readonly Settled[] {
    return this.#results.get(call) ?? []
  }

  /** The last error of a call that came from one of the walls, once. */
  takeWallError(): SeenValue | undefined {
    const error = this.#wallError
    this.#wallError = undefined
    return error
  }

  /** True when a socket emitted this error: with a listener it would have crashed nothing. */
  isSocketError(error: SeenValue): boolean {
    if (error.type === 'error' && socketCalls.includes(error.syscall ?? '')) return true
    const last = this.transcript.findLast((event) => event.kind === 'socket.error')
    return JSON.stringify(last?.error) === JSON.stringify(error)
  }

  /** Lets everyone look again. */
  wakeAll(): void {
    for (const wake of this.#wake) wake()
  }

  /** Resolves at the next {@link wakeAll}, or when the time is over. */
  next(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#wake.delete(done)
        resolve()
      }
      const timer = setTimeout(done, withinMs)
      this.#wake.add(done)
    })
  }
}

/** Looks for the first event of a kind among those told from now on. Each is looked at once. */
export function nextOfKind<Kind extends LearnerEvent['kind']>(
  transcript: readonly LearnerEvent[],
  kind: Kind,
): () => EventOf<Kind> | undefined {
  let at = transcript.length
  return () => {
    while (at < transcript.length) {
      const event = transcript[at++]
      if (event?.kind === kind) return event as EventOf<Kind>
    }
    return undefined
  }
}
