import type { Socket } from 'node:net'
import type { ProgramEnd } from './learner-network.ts'
import type { LearnerProcess } from './learner-process.ts'
import type {
  Argument,
  LearnerEvent,
  MethodCall,
  SeenValue,
  Settled,
  SocketStanding,
} from './learner-protocol.ts'
import { sayLeftOpen } from './left-open.ts'
import type { Limits } from './limits.ts'
import { MishapError } from './mishap.ts'
import { Peer } from './peer.ts'
import { listeningPorts, reservedBytes, residentBytes } from './process-figures.ts'
import type { Random } from './random.ts'
import type { Failure, Step } from './result.ts'
import {
  mishapFailure,
  NobodyListens,
  NotMade,
  type Settlement,
  StepFailed,
} from './step-failed.ts'

/** A socket in the learner's process, by its name there, and the grader's end of the same connection. */
export interface Connection {
  socket: string
  peer: Peer
}

/** Told of what the grader itself does in a case, as it happens, so that the case can be saved as a run. */
export interface CaseWatch {
  onStep(step: Step): void
  /** The grader's end of a connection: which end it is, and the learner's socket where it is known. */
  onPeer(peer: Socket, at: 'client' | 'server', learnerSocket?: string): void
}

export type { MethodCall, Settled, Settlement }
export { mishapFailure, NobodyListens, NotMade, StepFailed }

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
  readonly #watch: CaseWatch | undefined
  #hasFailed = false

  constructor(learner: LearnerProcess, limits: Limits, random: Random, watch?: CaseWatch) {
    this.#learner = learner
    this.#watch = watch
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
    this.#watch?.onStep(step)
    const failed = await this.#judge(check, expectation)
    this.#hasFailed ||= failed !== undefined
    if (failed) throw failed
    step.outcome = 'as expected'
  }

  async #judge(
    check: () => Promise<Failure | undefined>,
    expectation: string,
  ): Promise<StepFailed | undefined> {
    try {
      const failure = await check()
      if (failure === undefined) return undefined
      // An error of the walls explains what the program then did not do.
      const wall = this.#learner.wallMet()
      return new StepFailed(wall ? mishapFailure(wall, expectation, this.limits) : failure)
    } catch (error) {
      if (error instanceof StepFailed) return error
      if (!(error instanceof MishapError)) throw error
      return new StepFailed(mishapFailure(error.mishap, expectation, this.limits), error.mishap)
    }
  }

  /**
   * Connects to a port on which the learner's program listens, and tries again until `withinMs` are over.
   * Rejects with {@link NobodyListens}.
   */
  async dial(port: number, withinMs = this.limits.settleMs): Promise<Peer> {
    const deadlineMs = performance.now() + withinMs
    for (;;) {
      const socket = await this.#learner.network.connect(port)
      if (typeof socket !== 'string') {
        const peer = Peer.of(socket)
        this.#peers.push(peer)
        this.#watch?.onPeer(socket, 'client')
        return peer
      }
      // A program that is stuck is told as that.
      await this.quiet()
      if (performance.now() > deadlineMs) throw new NobodyListens(port, withinMs, socket)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /**
   * Runs a program that is not ours beside the learner's and writes `input` to it, 4 s at most. Undefined
   * when it is not installed.
   */
  runProgram(command: readonly string[], input: Uint8Array): Promise<ProgramEnd | undefined> {
    return this.#learner.network.run(command, input, 4000)
  }

  /** The TCP ports on which the program listens, as the system tells; undefined where it does not. */
  listeningPorts(): Promise<number[] | undefined> {
    return listeningPorts(this.#learner.pid)
  }

  /** The program's resident memory, as the system tells; undefined where it does not. */
  residentBytes(): Promise<number | undefined> {
    return residentBytes(this.#learner.pid)
  }

  /** The memory that the program asked for, resident or not, as the system tells; undefined where it does not. */
  reservedBytes(): Promise<number | undefined> {
    return reservedBytes(this.#learner.pid)
  }

  /** Connects a new socket of the learner's process to a new peer of the grader's. */
  async connect(): Promise<Connection> {
    const peer = await Peer.listen(this.#learner.network)
    this.#peers.push(peer)
    const socket = this.#learner.newName('socket')
    void peer.socket.then((own) => this.#watch?.onPeer(own, 'server', socket))
    await this.#learner.ask({ do: 'connect', as: socket, port: peer.port }, 'socket.connect')
    await peer.socket
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
    return this.#waitOrPing(() => this.#learner.settlement(call), withinMs)
  }

  /** Calls an export of the learner's and waits: undefined when it has not settled in time. */
  callNow(name: string, ...args: Argument[]): Promise<Settlement | undefined> {
    const call = this.#learner.newName('call')
    this.#learner.order({ do: 'call', as: call, name, args })
    return this.settled(call)
  }

  /**
   * Calls an export of the learner's and keeps what it returns, or resolves to, in the learner's process
   * until the case ends. Answers the name under which it is kept: for {@link callOn}, for
   * {@link callMany}, and as an argument (`{ ref: name }`). Rejects with {@link NotMade}.
   */
  async make(name: string, ...args: Argument[]): Promise<string> {
    const made = this.#learner.newName('made')
    this.#learner.order({ do: 'call', as: made, name, args, keep: true })
    const settlement = await this.settled(made)
    const isMade = settlement?.outcome === 'returned' || settlement?.outcome === 'resolved'
    if (!isMade) {
      this.#hasFailed = true
      throw new NotMade(name, settlement, this.limits)
    }
    return made
  }

  /** A property of what was made, or undefined when its getter does not come to an end. */
  async field(ref: string, name: string): Promise<SeenValue | undefined> {
    const call = this.#learner.newName('call')
    this.#learner.order({ do: 'get', as: call, ref, name })
    return (await this.settled(call))?.value
  }

  /** Calls a method of what was made and waits: undefined when it has not settled in time. */
  callOn(ref: string, method: string, ...args: Argument[]): Promise<Settlement | undefined> {
    const call = this.#learner.newName('call')
    this.#learner.order({ do: 'callOn', as: call, ref, call: { method, args } })
    return this.settled(call)
  }

  /**
   * Calls methods of what was made, one after the other, in one go: made for thousands. A promise is
   * awaited before the next call. Answers the results in order, fewer than asked for when one of them
   * has not settled in time. A call that throws does not end the series.
   */
  async callMany(ref: string, calls: readonly MethodCall[]): Promise<readonly Settled[]> {
    const call = this.#learner.newName('call')
    this.#learner.order({ do: 'callMany', as: call, ref, calls: [...calls] })
    const results = () => this.#learner.results(call)
    const all = () => (results().length >= calls.length ? results() : undefined)
    return (await this.#waitOrPing(all, this.limits.settleMs)) ?? results()
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

  /**
   * Closes what the case opened, on both sides. A case that went well so far fails when the learner's
   * program keeps something open: a port, a socket, a timer.
   */
  release = async (): Promise<void> => {
    try {
      await this.#learner.ask({ do: 'release' }, 'sockets.released')
    } finally {
      for (const peer of this.#peers) peer.close()
    }
    const left = await this.#learner.leftOpen.look(this.#hasFailed ? 0 : this.limits.leftOpenMs)
    if (left === undefined) return
    if (!this.#hasFailed) throw new StepFailed(sayLeftOpen(left))
    // A server that a failed case left behind would disturb the next one.
    if (left.ports.length > 0) throw new MishapError({ code: 'left-open' })
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
