import { effect, signal } from '@preact/signals'
import { layoutLadder, type Scene } from '@socket-labs/draw'
import type { RunSession } from '../log/run-session.ts'
import { ladderRecords } from './ladder-records.ts'
import { SceneWindow } from './scene-window.ts'

export interface LadderPicture {
  scene: Scene
  shapes: SceneWindow
  /** The run's records before and after those that were laid out. */
  before: number
  after: number
}

const shortestPauseMs = 200

/**
 * The ladder's layout, made again when records come or the reader chooses something. While records
 * pour in, at most a few times a second, and never more than a tenth of the time.
 */
export class LadderView {
  readonly picture = signal<LadderPicture | undefined>(undefined)
  readonly width = signal(0)
  /** The connection that the reader chose; empty: that of the selected record, else the first. */
  readonly conn = signal('')
  readonly selectedN = signal<number | undefined>(undefined)

  #session: RunSession
  #timer: ReturnType<typeof setTimeout> | undefined
  #notBeforeMs = 0
  #stop: () => void

  constructor(session: RunSession) {
    this.#session = session
    this.#stop = effect(() => {
      void session.version.value
      void this.width.value
      void this.conn.value
      void this.selectedN.value
      this.#plan()
    })
  }

  close(): void {
    this.#stop()
    clearTimeout(this.#timer)
  }

  #plan(): void {
    if (this.#timer !== undefined) return
    const waitMs = Math.max(0, this.#notBeforeMs - performance.now())
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#layOut()
    }, waitMs)
  }

  #layOut(): void {
    const width = this.width.peek()
    if (width === 0) return
    const startedAt = performance.now()
    const { store, limit } = this.#session
    const selectedN = this.selectedN.peek()
    const conn = this.conn.peek() || connOf(store.get(selectedN ?? 0)) || firstOf(store.conns)
    const { records, before, after } = ladderRecords(store, { conn, limit, selectedN })
    const scene = layoutLadder(records, {
      width,
      ...(conn && { conn }),
      ...(selectedN && { selectedN }),
    })
    this.picture.value = { scene, shapes: new SceneWindow(scene), before, after }
    const tookMs = performance.now() - startedAt
    this.#notBeforeMs = performance.now() + Math.max(shortestPauseMs, tookMs * 10)
  }
}

function connOf(record: { conn?: string } | undefined): string | undefined {
  return record?.conn
}

function firstOf(conns: Set<string>): string | undefined {
  return conns.values().next().value
}
