import { effect, signal } from '@preact/signals'
import { layoutLadder, type Scene, type Shape } from '@socket-labs/draw'
import type { RunSession } from '../log/run-session.ts'
import { formatCount } from '../words.ts'
import { cutWords, ladderRecords } from './ladder-records.ts'
import { placeOf } from './places-in-scene.ts'

export interface LadderPicture {
  scene: Scene
  /** The connection drawn, or `all`; undefined where the run has none. */
  conn: string | undefined
  /** The run's records before and after those that were laid out. */
  before: number
  after: number
}

const shortestPauseMs = 200
/** More rows than the records given can make: what to leave out is decided here, not by the layout. */
const maxRows = 5000

/**
 * The ladder's layout, made again when records come or the reader chooses something. While records
 * pour in, at most a few times a second, and never more than a tenth of the time.
 */
export class LadderView {
  readonly picture = signal<LadderPicture | undefined>(undefined)
  readonly width = signal(0)
  /** The connection that the reader chose, or `all`; empty: that of the selected record, else the first. */
  readonly conn = signal('')
  readonly selectedN = signal<number | undefined>(undefined)

  #session: RunSession
  #timer: ReturnType<typeof setTimeout> | undefined
  #notBeforeMs = 0
  #laidOut = ''
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
    const selectedN = this.selectedN.peek()
    const { store, limit } = this.#session
    const conn = this.#connFor(selectedN)
    const content = [width, conn, limit, store.held, store.repeated].join(' ')
    const isShown = selectedN === undefined || this.#shows(selectedN)
    if (width === 0 || (content === this.#laidOut && isShown)) return
    this.#laidOut = content
    const startedAt = performance.now()
    const isAll = conn === 'all' || conn === undefined
    const choice = {
      conn: isAll ? undefined : conn,
      limit,
      aroundN: selectedN ?? (this.#session.isLive ? undefined : 1),
    }
    const { records, before, after } = ladderRecords(store, choice)
    const options = { width, maxRows, ...(conn && { conn }), ...(selectedN && { selectedN }) }
    const scene = retellCut(layoutLadder(records, options), before + after)
    this.picture.value = { scene, conn, before, after }
    const tookMs = performance.now() - startedAt
    this.#notBeforeMs = performance.now() + Math.max(shortestPauseMs, tookMs * 10)
  }

  #connFor(selectedN: number | undefined): string | undefined {
    const { store } = this.#session
    return this.conn.peek() || store.get(selectedN ?? 0)?.conn || store.conns.values().next().value
  }

  /** True when the picture has a row of its own for the record, so that only its mark must move. */
  #shows(n: number): boolean {
    const picture = this.picture.peek()
    return picture !== undefined && placeOf(picture.scene, n)?.isOwn === true
  }
}

/** The layout takes what is not drawn for records that were lost; the reader is told what it is. */
function retellCut(scene: Scene, count: number): Scene {
  if (count === 0) return scene
  const text = `${formatCount(count)} records are not drawn here, so bytes are not followed`
  const shapes = scene.shapes.map((shape): Shape => {
    const isCut = shape.kind === 'text' && shape.text.includes(cutWords)
    return isCut ? { ...shape, text, title: text, role: 'faint' } : shape
  })
  return { ...scene, shapes }
}
