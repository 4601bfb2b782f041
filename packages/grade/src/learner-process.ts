import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { type Enclosure, enclosed, tryEnclosure } from './enclosure.ts'
import { LearnerFolder } from './learner-folder.ts'
import { LearnerNetwork } from './learner-network.ts'
import { LearnerOutput } from './learner-output.ts'
import type { EventOf, LearnerEvent, Order, Settled } from './learner-protocol.ts'
import { LearnerTold, nextOfKind } from './learner-told.ts'
import { LearnerWatch } from './learner-watch.ts'
import { LeftOpen } from './left-open.ts'
import type { Limits } from './limits.ts'
import { type Mishap, MishapError, seeMishap, wallOf } from './mishap.ts'
import { bundled } from './transpile.ts'

const childFile = join(import.meta.dirname, 'learner-child.ts')
const nodeFlags = ['--enable-source-maps', '--input-type=module', '--eval']

/**
 * A learner's program in a process of its own, within an {@link Enclosure} where the system allows it. The
 * file stands in a new temporary folder, so that nothing beside it can be imported. The process does what
 * it is ordered; what it tells is kept in `transcript`. It is killed, with all that it started, when it
 * goes beyond its limits.
 */
export class LearnerProcess {
  /** The network in which it lives. */
  readonly network: LearnerNetwork
  readonly leftOpen = new LeftOpen(this)
  readonly #told = new LearnerTold()
  readonly #output: LearnerOutput
  readonly #child: ChildProcess
  readonly #folder: LearnerFolder
  readonly #limits: Limits
  readonly #token = randomBytes(16).toString('hex')
  readonly #outOfTime: NodeJS.Timeout
  readonly #watch: LearnerWatch
  readonly #ended: Promise<void>
  #mishap: Mishap | undefined
  #names = 0

  /** Starts the process and loads the file. `deadlineMs` is on the clock of `performance.now()`. */
  static async start(file: string, limits: Limits, deadlineMs: number): Promise<LearnerProcess> {
    const [folder, enclosure, code] = await Promise.all([
      LearnerFolder.make(file),
      tryEnclosure(),
      bundled(childFile),
    ])
    const command = enclosed(enclosure, folder.path, [process.execPath, ...nodeFlags, code])
    const learner = new LearnerProcess({ folder, enclosure, command }, limits, deadlineMs)
    learner.order({ do: 'load', file: folder.file, token: learner.#token })
    return learner
  }

  private constructor(
    place: { folder: LearnerFolder; enclosure: Enclosure; command: [string, ...string[]] },
    limits: Limits,
    deadlineMs: number,
  ) {
    this.#folder = place.folder
    this.#limits = limits
    const { path } = place.folder
    const [command, ...args] = place.command
    this.#child = spawn(command, args, {
      cwd: path,
      env: { PATH: process.env.PATH, HOME: path, TMPDIR: path, GRADER_PID: `${process.pid}` },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      detached: true,
    })
    this.network = new LearnerNetwork(place.enclosure, this.pid)
    this.#output = new LearnerOutput(limits, () => this.#kill({ code: 'flooded' }))
    this.#output.follow(this.#child.stdout as Readable)
    this.#output.follow(this.#child.stderr as Readable)
    this.#child.on('message', (message) => this.#hear(message))
    this.#ended = this.#untilEnd()
    process.once('exit', this.#killGroup)
    const restMs = Math.max(0, deadlineMs - performance.now())
    this.#outOfTime = setTimeout(() => this.#kill({ code: 'out-of-time' }), restMs)
    this.#watch = new LearnerWatch(this.pid, limits, (mishap) => this.#kill(mishap))
    if (place.folder.error)
      this.#kill({ code: 'load-failed', error: saySyntax(place.folder.error) })
  }

  /** Zero when it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  get transcript(): LearnerEvent[] {
    return this.#told.transcript
  }

  /** The exports of the learner's file, as names and types. Rejects when it could not be loaded. */
  async exports(): Promise<Record<string, string>> {
    const starts = (e: LearnerEvent) => e.kind === 'program.started'
    const tellsOfLoading = (e: LearnerEvent) => !starts(e) && e.kind.startsWith('program.')
    // A busy machine may take seconds to start a process: that is not the learner's time.
    await this.until((transcript) => transcript.find(starts), this.#limits.exerciseMs)
    const event = await this.until((all) => all.find(tellsOfLoading), this.#limits.loadMs)
    if (event?.kind === 'program.loaded') return event.exports
    if (event?.kind === 'program.load-failed') {
      this.#kill({ code: 'load-failed', error: this.#folder.concealIn(event.error), at: event.at })
    } else {
      // A file that awaits for ever still lets the event loop turn.
      await this.ask({ do: 'ping' }, 'program.answered')
      this.#kill({ code: 'never-loaded' })
    }
    return this.#fail()
  }

  /** A name that nothing in this process has yet, so that no case hears of another's calls. */
  newName(kind: 'socket' | 'call' | 'made'): string {
    return `${kind}${++this.#names}`
  }

  /** How a call settled; undefined when it has not yet. */
  settlement(call: string): EventOf<'call.settled'> | undefined {
    return this.#told.settlement(call)
  }

  /** The results of a `callMany` so far. */
  results(call: string): readonly Settled[] {
    return this.#told.results(call)
  }

  /** The wall that a call last met, with its error, since this was last asked. */
  wallMet(): Mishap | undefined {
    const error = this.#told.takeWallError()
    const wall = error && wallOf(error)
    return wall && { code: wall, error: this.#folder.concealIn(error) }
  }

  order(order: Order): void {
    if (this.#mishap === undefined && this.#child.connected) this.#child.send(order)
  }

  /** Orders, and waits for the event that answers it. */
  async ask<Kind extends LearnerEvent['kind']>(order: Order, answer: Kind): Promise<EventOf<Kind>> {
    const look = nextOfKind(this.transcript, answer)
    this.order(order)
    const event = await this.until(look, this.#limits.blockedMs)
    if (event !== undefined) return event
    this.#kill({ code: 'blocked' })
    return this.#fail()
  }

  /**
   * Waits until `look` finds something in the transcript; undefined after `withinMs`.
   * Rejects with {@link MishapError} when the program can go on no longer.
   */
  async until<T>(
    look: (transcript: readonly LearnerEvent[]) => T | undefined,
    withinMs: number,
  ): Promise<T | undefined> {
    const deadlineMs = performance.now() + withinMs
    for (;;) {
      const found = look(this.transcript)
      if (found !== undefined) return found
      if (this.#mishap !== undefined) return this.#fail()
      const restMs = deadlineMs - performance.now()
      if (restMs <= 0) return undefined
      await this.#told.next(restMs)
    }
  }

  /** What the program printed since the last call. */
  takeOutput(): string {
    return this.#folder.conceal(this.#output.take())
  }

  /** Kills the program and removes its folder. Resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.#kill({ code: 'ended', status: null, signal: 'SIGKILL' })
    await Promise.all([this.#ended, this.network.close()])
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
    process.removeListener('exit', this.#killGroup)
    await this.#folder.remove()
  }

  #untilEnd(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once('exit', (status, signal) => {
        resolve()
        // What it told last may still be in the channel.
        const end = () => this.#end({ code: 'ended', status, signal })
        if (this.#child.connected) this.#child.once('disconnect', end)
        else end()
      })
      // It could not be started, or an order came too late: then it has ended, or soon will.
      this.#child.on('error', () => resolve())
    })
  }

  #hear(message: unknown): void {
    const { token, event } = (message ?? {}) as { token?: unknown; event?: LearnerEvent }
    // Only the process's own part was given the token: all else comes from the learner's code.
    if (token !== this.#token || event === undefined) return
    this.#told.add(event)
    if (event.kind === 'program.crashed') {
      const isSocketError = this.#told.isSocketError(event.error)
      const { by, at } = event
      const error = this.#folder.concealIn(event.error)
      this.#kill(seeMishap({ code: 'crashed', by, error, at, isSocketError }))
    }
    this.#told.wakeAll()
  }

  #fail(): never {
    throw new MishapError(this.#mishap as Mishap)
  }

  #kill(mishap: Mishap): void {
    this.#end(mishap)
    this.#killGroup()
  }

  #end(mishap: Mishap): void {
    this.#mishap ??= mishap
    clearTimeout(this.#outOfTime)
    this.#watch.stop()
    this.#told.wakeAll()
  }

  #killGroup = (): void => {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // ESRCH: the whole group has ended already.
    }
  }
}

function saySyntax(error: Error): { type: 'error'; name: string; message: string } {
  return { type: 'error', name: 'Error', message: error.message }
}
