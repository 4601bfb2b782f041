import { signal } from '@preact/signals'
import { matcherOf, noFilter, type RecordFilter } from '../records/record-filter.ts'
import { RowIndex } from '../records/row-index.ts'
import { applyLogMessage, helloFor, parseLogMessage } from './log-messages.ts'
import { type LinkState, LogSocket } from './log-socket.ts'
import { Refusal, server } from './server.ts'
import { type Gap, RecordStore } from './store.ts'

/** A longer run is opened at its end; what is before comes when it is looked at. */
const wholeRunRecords = 50_000
const tailRecords = 20_000
const fetchRecords = 1000
/** Of each frame, what looking through records may take. */
const scanMs = 6

/** One run on the screen: its records, its line to the log, and what the reader has set. */
export class RunSession {
  readonly run: string
  /** Counts the frames in which something changed. */
  readonly version = signal(0)
  readonly link = signal<LinkState>('connecting')
  /** False until the server has said what there is of the run. */
  readonly isOpen = signal(false)
  /** Whether the run was still going on when it was opened. */
  isLive = true
  /** True when the run's writer went away without closing the run. */
  readonly isBroken = signal(false)
  /** A sentence for the reader when the run cannot be shown. */
  readonly problem = signal('')
  readonly filter = signal<RecordFilter>(noFilter)
  /** The newest record drawn while the reader holds the picture still. */
  readonly pausedAt = signal<number | undefined>(undefined)
  /** On the page's clock: when the log last sent something. */
  lastHeardMs = performance.now()

  #store = new RecordStore()
  #index = new RowIndex(this.#store)
  #socket: LogSocket | undefined
  #frame = 0
  #isClosed = false
  #asked = new Set<number>()

  constructor(run: string) {
    this.run = run
    void this.#open()
  }

  /** The records. A component that reads them is drawn again, once a frame, when some have come. */
  get store(): RecordStore {
    void this.version.value
    return this.#store
  }

  /** The rows of the record list; read like {@link store}. */
  get index(): RowIndex {
    void this.version.value
    return this.#index
  }

  /** The newest record that the log has sent or given up. */
  get newest(): number {
    return this.store.expected - 1
  }

  /** The newest record that is to be drawn. */
  get limit(): number {
    return this.pausedAt.value ?? this.newest
  }

  get hasEnded(): boolean {
    return this.store.ended !== undefined
  }

  close(): void {
    this.#isClosed = true
    this.#socket?.close()
    cancelAnimationFrame(this.#frame)
  }

  togglePause(): void {
    this.pausedAt.value = this.pausedAt.value === undefined ? this.newest : undefined
    this.redraw()
  }

  setFilter(filter: RecordFilter): void {
    this.filter.value = filter
    this.#index.restartWith(matcherOf(filter))
    this.redraw()
  }

  /** Draws once in the next frame, however often it is called before. */
  redraw(): void {
    if (this.#frame || this.#isClosed) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      const until = performance.now() + scanMs
      const isDone = this.#index.advance(this.limit, () => performance.now() > until)
      this.version.value++
      if (!isDone) this.redraw()
    })
  }

  /** Sees to it that record `n` and its neighbours come, unless they are here or on their way. */
  async want(n: number): Promise<void> {
    if (n < 1 || n > this.#store.head || this.#store.get(n)) return
    const from = n - ((n - 1) % fetchRecords)
    if (this.#asked.has(from)) return
    this.#asked.add(from)
    await this.#fetch(from, Math.min(from + fetchRecords - 1, this.#store.head))
    this.#asked.delete(from)
  }

  /** Fetches what the log could not send in time. */
  async fillGap(gap: Gap): Promise<void> {
    await this.#fetch(gap.from, gap.to)
  }

  /** Fetches every record that the page does not hold, oldest first, as far as the page may hold them. */
  async wantAll(): Promise<void> {
    for (let n = 1; n <= this.#store.head && !this.#isClosed; n += fetchRecords) {
      if (!this.#store.get(n)) await this.#fetch(n, n + fetchRecords - 1)
      if (this.problem.value) return
    }
  }

  /** Asks whether a run that has been silent for long is still being written. */
  async checkAlive(): Promise<void> {
    const runs = await server.runs().catch(() => [])
    this.isBroken.value = runs.find((one) => one.run === this.run)?.state === 'broken'
  }

  async stop(): Promise<void> {
    await server.stop(this.run).catch((error) => this.#explain(error))
  }

  async #open(): Promise<void> {
    try {
      const { head, records } = await server.records(this.run, 1, 1)
      this.#store.expectFrom(head > wholeRunRecords ? head - tailRecords + 1 : 1, head)
      this.#store.fill(records)
      await this.#lookAtEnd(head)
      this.isOpen.value = true
      this.redraw()
      if (!this.#isClosed) this.#follow()
    } catch (error) {
      this.#explain(error)
    }
  }

  /** A run that has its last record is read from the start; a live one is followed at its end. */
  async #lookAtEnd(head: number): Promise<void> {
    if (head < 2) return
    const { records } = await server.records(this.run, head, head)
    this.#store.fill(records)
    this.isLive = !this.hasEnded
    if (this.isLive) await this.checkAlive()
  }

  #follow(): void {
    const address = new URL('log', location.href.replace(/#.*$/, ''))
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
    this.#socket = new LogSocket({
      openSocket: () => new WebSocket(address),
      hello: () => helloFor(this.run, this.#store),
      onMessage: (text) => this.#hear(text),
      onState: (state) => {
        this.link.value = state
      },
      isRefused: () => this.#isRefused(),
      later: (delayMs, run) => void setTimeout(run, delayMs),
    })
  }

  #hear(text: string): void {
    const message = parseLogMessage(text)
    if (!message) return
    this.lastHeardMs = performance.now()
    if (message.type === 'error') this.problem.value = message.message
    if (message.type === 'batch') this.isBroken.value = false
    applyLogMessage(this.#store, this.run, message)
    this.redraw()
    const isWhole = this.hasEnded && this.#store.expected > this.#store.head
    if (isWhole) this.#socket?.close()
  }

  async #fetch(from: number, to: number): Promise<void> {
    const gapsBefore = JSON.stringify(this.#store.gaps)
    try {
      for (let next = from; next <= to && !this.#isClosed; ) {
        const answer = await server.records(this.run, next, to)
        this.#store.fill(answer.records)
        if (answer.records.length === 0) break
        next = answer.to + 1
      }
      const isMoved = JSON.stringify(this.#store.gaps) !== gapsBefore
      if (isMoved || this.#index.isFiltered) this.#index.restart()
      if (!this.#index.isFiltered) this.#index.advance(this.limit)
      this.redraw()
    } catch (error) {
      this.#explain(error)
    }
  }

  async #isRefused(): Promise<boolean> {
    try {
      await server.runs()
      return false
    } catch (error) {
      return error instanceof Refusal && error.isKeyInvalid
    }
  }

  #explain(error: unknown): void {
    const isUnknown = error instanceof Refusal && error.status === 404
    this.problem.value = isUnknown
      ? `There is no run called “${this.run}” on this machine. It may have been deleted.`
      : (error as Error).message
  }
}
