import { effect, signal } from '@preact/signals'
import { layoutStreams, type Scene } from '@socket-labs/draw'
import type { RunSession } from '../log/run-session.ts'
import { blockOf } from './blocks.ts'
import { StreamIndex } from './stream-index.ts'

const shortestPauseMs = 200
/** Of each frame, what counting may take. */
const scanMs = 6
/** While the picture lags behind the records, the next slice is counted so soon. */
const nextSliceMs = 16
/** Records that the page does not hold are fetched to count their bytes, so many without being asked. */
const fetchedAtOnce = 50_000

/**
 * The strip's layout, made again when records come or the reader chooses something. While records pour
 * in, at most a few times a second, and never more than a tenth of the time; counting them takes a few
 * milliseconds a frame. Nothing is done while nobody sees the strip.
 */
export class StripView {
  readonly picture = signal<Scene | undefined>(undefined)
  readonly width = signal(0)
  /** The connection that the reader chose; empty: all that there is room for. */
  readonly conn = signal('')
  readonly selectedN = signal<number | undefined>(undefined)
  /** Records before which the count has stopped, waiting to be asked to go on. */
  readonly stoppedAt = signal<number | undefined>(undefined)
  /** Records counted, and records that there are. */
  readonly progress = signal<{ counted: number; of: number } | undefined>(undefined)

  #session: RunSession
  #index: StreamIndex
  #mayFetchTo = signal(fetchedAtOnce)
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Whether the reader asked for what the log left out. */
  #isAsked = false
  #isFilling = false
  #notBeforeMs = 0
  #laidOut = ''
  #windowN: number | undefined
  #stop: () => void

  constructor(session: RunSession) {
    this.#session = session
    this.#index = new StreamIndex(session.store)
    this.#stop = effect(() => {
      void session.version.value
      void this.width.value
      void this.conn.value
      void this.selectedN.value
      void this.#mayFetchTo.value
      this.#plan(0)
    })
  }

  close(): void {
    this.#stop()
    clearTimeout(this.#timer)
  }

  /** Counts on from where it stopped. */
  countOn(): void {
    const gap = this.#session.store.gapAt(this.#index.scannedTo + 1)
    this.#isAsked = true
    this.#mayFetchTo.value = (gap?.to ?? this.#index.scannedTo) + fetchedAtOnce
  }

  #plan(waitMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#work()
    }, waitMs)
  }

  #work(): void {
    if (this.width.peek() === 0) return
    const { limit } = this.#session
    const until = performance.now() + scanMs
    const missing = this.#index.advance(limit, () => performance.now() > until)
    const mayFetch = missing !== undefined && this.#fetch(missing)
    this.stoppedAt.value = missing !== undefined && !mayFetch ? missing : undefined
    const isBehind = missing === undefined && this.#index.scannedTo < limit
    this.progress.value =
      isBehind || mayFetch ? { counted: this.#index.scannedTo, of: limit } : undefined
    const waitMs = this.#notBeforeMs - performance.now()
    if (waitMs <= 0) this.#layOut()
    else if (!isBehind) this.#plan(waitMs)
    if (isBehind) this.#plan(nextSliceMs)
  }

  /** Sees to it that a missing record comes; false where the reader must ask for that. */
  #fetch(missing: number): boolean {
    const mayFetchTo = this.#mayFetchTo.peek()
    const gap = this.#session.store.gapAt(missing)
    if (!gap) {
      if (missing <= mayFetchTo) void this.#session.want(missing)
      return missing <= mayFetchTo
    }
    // While a run goes on, the log leaves out what it cannot send: asking for that as well would not help.
    if (gap.to > mayFetchTo || (!this.#session.hasEnded && !this.#isAsked)) return false
    if (!this.#isFilling) {
      this.#isFilling = true
      void this.#session.fillGap(gap).finally(() => {
        this.#isFilling = false
      })
    }
    return true
  }

  #layOut(): void {
    const width = this.width.peek()
    const selectedN = this.selectedN.peek()
    const conn = this.conn.peek()
    const content = [width, conn, this.#index.scannedTo].join(' ')
    const picture = this.picture.peek()
    const isShown = selectedN !== undefined && picture && blockOf(picture, selectedN) !== undefined
    const windowN = isShown ? this.#windowN : selectedN
    if (content === this.#laidOut && windowN === this.#windowN) return
    this.#laidOut = content
    this.#windowN = windowN
    const startedAt = performance.now()
    const isAtEnd = this.#session.isLive && windowN === undefined
    this.picture.value = layoutStreams(this.#index.streams, {
      width,
      isAtEnd,
      ...(conn && { conn }),
      ...(windowN !== undefined && { selectedN: windowN }),
    })
    const tookMs = performance.now() - startedAt
    this.#notBeforeMs = performance.now() + Math.max(shortestPauseMs, tookMs * 10)
  }
}
