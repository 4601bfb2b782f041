import { effect, signal } from '@preact/signals'
import {
  connectionsWithStates,
  layoutStates,
  type Scene,
  statesStory,
  type ToldStep,
} from '@socket-labs/draw'
import type { RunSession } from '../log/run-session.ts'
import { StateIndex } from './state-index.ts'

export interface StatesPicture {
  scene: Scene
  /** The path in words, in order of time. */
  story: ToldStep[]
  connections: string[]
  /** Records of the run in which states may be that the page does not hold. */
  missing: number
}

const shortestPauseMs = 200
/** Of each frame, what looking through records may take. */
const scanMs = 6
const nextSliceMs = 16

/**
 * The state diagrams' layout, made again when states come or the reader chooses something. While records
 * pour in, at most a few times a second, and never more than a tenth of the time. Nothing is done while
 * nobody sees it.
 */
export class StatesView {
  readonly picture = signal<StatesPicture | undefined>(undefined)
  readonly width = signal(0)
  /** The connection that the reader chose; empty: that of the selected record, else the richest. */
  readonly conn = signal('')
  readonly selectedN = signal<number | undefined>(undefined)

  #session: RunSession
  #index: StateIndex
  #timer: ReturnType<typeof setTimeout> | undefined
  #notBeforeMs = 0
  #hasAsked = false
  #laidOut = ''
  #stop: () => void

  constructor(session: RunSession) {
    this.#session = session
    this.#index = new StateIndex(session.store)
    this.#stop = effect(() => {
      void session.version.value
      void this.width.value
      void this.conn.value
      void this.selectedN.value
      this.#plan(0)
    })
  }

  close(): void {
    this.#stop()
    clearTimeout(this.#timer)
  }

  #plan(waitMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#work()
    }, waitMs)
  }

  #work(): void {
    if (this.width.peek() === 0) return
    this.#askForStart()
    const until = performance.now() + scanMs
    const isDone = this.#index.advance(this.#session.limit, () => performance.now() > until)
    const waitMs = this.#notBeforeMs - performance.now()
    if (waitMs <= 0) this.#layOut()
    else if (isDone) this.#plan(waitMs)
    if (!isDone) this.#plan(nextSliceMs)
  }

  /** How a connection opened stands at the start, which a long run's page does not hold by itself. */
  #askForStart(): void {
    if (this.#hasAsked) return
    this.#hasAsked = true
    void this.#session.want(1)
  }

  #layOut(): void {
    const { store, limit } = this.#session
    const width = this.width.peek()
    const conn = this.conn.peek()
    const selected = store.get(this.selectedN.peek() ?? 0)
    const { missing } = this.#index
    const states = this.#index.upTo(limit)
    const content = [width, conn, selected?.n, states.length, missing].join(' ')
    if (content === this.#laidOut) return
    this.#laidOut = content
    const startedAt = performance.now()
    const connections = connectionsWithStates(states)
    const wanted = conn || connections.find((name) => name === selected?.conn)
    const options = {
      width,
      ...(wanted && { conn: wanted }),
      ...(selected && { selectedN: selected.n, untilTMs: selected.tMs }),
    }
    const scene = layoutStates(states, options)
    this.picture.value = { scene, story: statesStory(states, options), connections, missing }
    const tookMs = performance.now() - startedAt
    this.#notBeforeMs = performance.now() + Math.max(shortestPauseMs, tookMs * 10)
  }
}
