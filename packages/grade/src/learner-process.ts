import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { LearnerOutput } from './learner-output.ts'
import type { EventOf, LearnerEvent, Order, SeenValue } from './learner-protocol.ts'
import type { Limits } from './limits.ts'
import { type Mishap, MishapError } from './mishap.ts'

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const childFile = join(import.meta.dirname, 'learner-child.ts')
const memoryPollMs = 50

/**
 * A learner's program in a process of its own. The file is copied to a new temporary folder, so that
 * nothing beside it can be imported. The process does what it is ordered; what it tells is kept in
 * `transcript`. It is killed, with all that it started, when it goes beyond its limits.
 */
export class LearnerProcess {
  readonly transcript: LearnerEvent[] = []
  readonly #output: LearnerOutput
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #limits: Limits
  readonly #token = randomBytes(16).toString('hex')
  readonly #timers: NodeJS.Timeout[] = []
  readonly #ended: Promise<void>
  #mishap: Mishap | undefined
  #wake = new Set<() => void>()
  #names = 0

  /** Starts the process and loads the file. `deadlineMs` is on the clock of `performance.now()`. */
  static async start(file: string, limits: Limits, deadlineMs: number): Promise<LearnerProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'exercise-'))
    await copyFile(file, join(folder, basename(file)))
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
    const learner = new LearnerProcess(folder, limits, deadlineMs)
    learner.order({ do: 'load', file: join(folder, basename(file)), token: learner.#token })
    return learner
  }

  private constructor(folder: string, limits: Limits, deadlineMs: number) {
    this.#folder = folder
    this.#limits = limits
    this.#child = spawn(process.execPath, ['--import', tsx, childFile], {
      cwd: folder,
      env: { PATH: process.env.PATH, TMPDIR: tmpdir() },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      detached: true,
    })
    this.#output = new LearnerOutput(limits, () => this.#kill({ code: 'flooded' }))
    this.#output.follow(this.#child.stdout as Readable)
    this.#output.follow(this.#child.stderr as Readable)
    this.#child.on('message', (message) => this.#hear(message))
    this.#ended = new Promise((resolve) => {
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
    process.once('exit', this.#killGroup)
    const restMs = Math.max(0, deadlineMs - performance.now())
    this.#timers.push(setTimeout(() => this.#kill({ code: 'out-of-time' }), restMs))
    this.#timers.push(setInterval(() => void this.#pollMemory(), memoryPollMs))
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
      this.#kill({ code: 'load-failed', error: this.#withoutFolders(event.error), at: event.at })
    } else {
      // A file that awaits for ever still lets the event loop turn.
      await this.ask({ do: 'ping' }, 'program.answered')
      this.#kill({ code: 'never-loaded' })
    }
    return this.#fail()
  }

  /** A name that nothing in this process has yet, so that no case hears of another's calls. */
  newName(kind: 'socket' | 'call'): string {
    return `${kind}${++this.#names}`
  }

  order(order: Order): void {
    if (this.#mishap === undefined && this.#child.connected) this.#child.send(order)
  }

  /** Orders, and waits for the event that answers it. */
  async ask<Kind extends LearnerEvent['kind']>(order: Order, answer: Kind): Promise<EventOf<Kind>> {
    const mark = this.transcript.length
    this.order(order)
    const event = await this.until(
      (transcript) => transcript.find((e, i) => i >= mark && e.kind === answer),
      this.#limits.blockedMs,
    )
    if (event === undefined) this.#kill({ code: 'blocked' })
    return event === undefined ? this.#fail() : (event as EventOf<Kind>)
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
      await this.#nextEvent(restMs)
    }
  }

  /** What the program printed since the last call. */
  takeOutput(): string {
    return withoutFolders(this.#output.take(), this.#folder)
  }

  /** Kills the program and removes its folder. Resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.#kill({ code: 'ended', status: null, signal: 'SIGKILL' })
    await this.#ended
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
    process.removeListener('exit', this.#killGroup)
    await rm(this.#folder, { recursive: true, force: true })
  }

  #nextEvent(withinMs: number): Promise<void> {
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

  #wakeAll(): void {
    for (const wake of this.#wake) wake()
  }

  #hear(message: unknown): void {
    const { token, event } = (message ?? {}) as { token?: unknown; event?: LearnerEvent }
    // Only the process's own part was given the token: all else comes from the learner's code.
    if (token !== this.#token || event === undefined) return
    this.transcript.push(event)
    if (event.kind === 'program.crashed') {
      const { by, at } = event
      const error = this.#withoutFolders(event.error)
      this.#kill({
        code: 'crashed',
        by,
        error,
        at,
        isSocketError: this.#isSocketError(event.error),
      })
    }
    this.#wakeAll()
  }

  /** True when a socket emitted this error last: with a listener it would have crashed nothing. */
  #isSocketError(error: SeenValue): boolean {
    const last = this.transcript.findLast((event) => event.kind === 'socket.error')
    return JSON.stringify(last?.error) === JSON.stringify(error)
  }

  #withoutFolders(value: SeenValue): SeenValue {
    if (value.type === 'bytes') return value
    if (value.type !== 'error') return { ...value, text: withoutFolders(value.text, this.#folder) }
    return { ...value, message: withoutFolders(value.message, this.#folder) }
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
    for (const timer of this.#timers) clearTimeout(timer)
    this.#wakeAll()
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

  /** Where the system does not show it (no /proc), memory is not limited. */
  async #pollMemory(): Promise<void> {
    const status = await readFile(`/proc/${this.#child.pid}/status`, 'utf8').catch(() => '')
    const residentBytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
    if (residentBytes > this.#limits.residentBytes) {
      this.#kill({ code: 'out-of-memory', residentBytes })
    }
  }
}

const courseFolder = join(import.meta.dirname, '../../..')

/** Where things lie on this machine is no help to a learner. */
function withoutFolders(text: string, learnerFolder: string): string {
  return [learnerFolder, courseFolder].reduce(
    (rest, folder) => rest.replaceAll(`file://${folder}/`, '').replaceAll(`${folder}/`, ''),
    text,
  )
}
