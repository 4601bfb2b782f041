import type { LearnerProcess } from './learner-process.ts'
import type { Argument, EventOf, LearnerEvent, SocketStanding } from './learner-protocol.ts'
import type { Limits } from './limits.ts'
import { type Mishap, MishapError, sayMishap } from './mishap.ts'
import { Peer } from './peer.ts'
import type { Random } from './random.ts'
import type { Failure, Step } from './result.ts'

/** Thrown by a step that did not go as expected; the case ends with it. */
export class StepFailed extends Error {
  readonly code = 'ERR_STEP_FAILED'
  readonly failure: Failure
  /** Present when the program could not go on. */
  readonly mishap: Mishap | undefined
  constructor(failure: Failure, mishap?: Mishap) {
    super(failure.sentence)
    this.name = 'StepFailed'
    this.failure = failure
    this.mishap = mishap
  }
}

/** What a step that met a mishap shows. */
export function mishapFailure(mishap: Mishap, expectation: string, limits: Limits): Failure {
  const { got, sentence } = sayMishap(mishap, limits)
  const expected = { words: expectation || 'the program goes on' }
  return { expected, got: { words: got }, sentence, mistake: mishap.code }
}

/** A socket in the learner's process, by its name there, and the grader's end of the same connection. */
export interface Connection {
  socket: string
  peer: Peer
}

export type Settlement = EventOf<'call.settled'>

/**
 * One case while it runs: what a grade file can do with the learner's program, and the steps so far.
 * Only `step` judges.
 */
export class CaseRun {
  readonly random: Random
  readonly limits: Limits
  readonly steps: Step[] = []
  readonly #learner: LearnerProcess
  readonly #peers: Peer[] = []

  constructor(learner: LearnerProcess, limits: Limits, random: Random) {
    this.#learner = learner
    this.limits = limits
    this.random = random
  }

  /** Does something that has no expectation of its own. */
  async act<T>(action: string, done: () => Promise<T>): Promise<T> {
    let value: T | undefined
    await this.step(action, '', async () => {
      value = await done()
      return undefined
    })
    return value as T
  }

  /**
   * Does one step. `check` acts, looks and answers the difference when there is one. A program that
   * crashes or hangs meanwhile fails the step too, in its own words.
   */
  async step(
    action: string,
    expectation: string,
    check: () => Promise<Failure | undefined>,
  ): Promise<void> {
    const step: Step = { action, expectation, outcome: 'failed' }
    this.steps.push(step)
    const failure = await check().catch((error: unknown) => {
      if (!(error instanceof MishapError)) throw error
      throw new StepFailed(mishapFailure(error.mishap, expectation, this.limits), error.mishap)
    })
    if (failure) throw new StepFailed(failure)
    step.outcome = 'as expected'
  }

  /** Connects a new socket of the learner's process to a new peer of the grader's. */
  async connect(): Promise<Connection> {
    const peer = await Peer.listen()
    this.#peers.push(peer)
    const socket = this.#learner.newName('socket')
    await this.#learner.ask({ do: 'connect', as: socket, port: peer.port }, 'socket.connect')
    return { socket, peer }
  }

  /** Calls an export of the learner's; the answer names the call. Does not wait for it to settle. */
  async call(name: string, ...args: Argument[]): Promise<string> {
    const call = this.#learner.newName('call')
    this.#learner.order({ do: 'call', as: call, name, args })
    await this.quiet()
    return call
  }

  /** How a call settled, or undefined when it has not within `withinMs`. */
  settled(call: string, withinMs = this.limits.settleMs): Promise<Settlement | undefined> {
    const find = (transcript: readonly LearnerEvent[]) =>
      transcript.find((e): e is Settlement => e.kind === 'call.settled' && e.call === call)
    return this.#waitOrPing(find, withinMs)
  }

  /**
   * Waits until the learner's socket has read this many bytes in all from the kernel, and its listeners
   * have had them. False when it does not read them in time.
   */
  async arrived(socket: string, byteCount: number): Promise<boolean> {
    const find = (transcript: readonly LearnerEvent[]) =>
      readsOf(transcript, socket).reduce((sum, bytes) => sum + bytes, 0) >= byteCount || undefined
    const hasArrived = await this.#waitOrPing(find, this.limits.settleMs)
    await this.quiet()
    return hasArrived === true
  }

  /** The sizes of the reads that a socket of the learner's made so far. */
  reads(socket: string): number[] {
    return readsOf(this.#learner.transcript, socket)
  }

  /** What the process has done by now, it has told: all that was due in its event loop is done. */
  async quiet(): Promise<void> {
    await this.#learner.ask({ do: 'ping' }, 'program.answered')
  }

  async inspect(socket: string): Promise<SocketStanding> {
    const event = await this.#learner.ask({ do: 'inspect', ref: socket }, 'socket.inspected')
    return event.standing
  }

  /** Reads a socket as the next reader would: at least `byteCount` bytes, or what came in time. */
  async readOn(socket: string, byteCount: number): Promise<Uint8Array> {
    this.#learner.order({ do: 'read', ref: socket })
    const handed = (transcript: readonly LearnerEvent[]) =>
      Buffer.concat(
        transcript.flatMap((e) =>
          e.kind === 'socket.handed' && e.socket === socket ? [e.bytes] : [],
        ),
      )
    const enough = (transcript: readonly LearnerEvent[]) => {
      const bytes = handed(transcript)
      return bytes.length >= byteCount ? bytes : undefined
    }
    const found = await this.#waitOrPing(enough, this.limits.settleMs)
    return found ?? handed(this.#learner.transcript)
  }

  /** Closes what the case opened, on both sides. */
  release = async (): Promise<void> => {
    try {
      await this.#learner.ask({ do: 'release' }, 'sockets.released')
    } finally {
      for (const peer of this.#peers) peer.close()
    }
  }

  /**
   * Nothing in time may mean that the program waits, that it is stuck, or that the machine is busy. The
   * answer to a ping tells which: with it the program has done all that was due.
   */
  async #waitOrPing<T>(
    look: (transcript: readonly LearnerEvent[]) => T | undefined,
    withinMs: number,
  ): Promise<T | undefined> {
    const found = await this.#learner.until(look, withinMs)
    if (found !== undefined) return found
    await this.quiet()
    return look(this.#learner.transcript)
  }
}

function readsOf(transcript: readonly LearnerEvent[], socket: string): number[] {
  return transcript.flatMap((e) =>
    e.kind === 'socket.data' && e.socket === socket ? [e.byteCount] : [],
  )
}
