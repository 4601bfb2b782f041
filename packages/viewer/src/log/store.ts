import { type FactRecord, isFact, type TraceRecord } from '@socket-labs/trace'

/** Numbers `from` to `to`, both included, that the log did not send. */
export interface Gap {
  from: number
  to: number
  why: string
}

export interface StoreOptions {
  /** At most about this many records are held; older ones are let go and fetched again when looked at. */
  capRecords?: number
}

const pageRecords = 1000

/**
 * The records of one run that this page holds, by number. A number up to `head` is held, or lies in a
 * gap that the log announced, or is absent: let go or never asked for.
 *
 *     page 0 (1–1000)   page 1 (1001–2000)   page 2
 *     ■■■■■■■■■■■■■■■   ■■■■■  gap  ■■■■■■   ■■■■■■■→ live records arrive at `expected`
 */
export class RecordStore {
  /** The highest number known to exist. */
  head = 0
  /** The number that the live log must send next. */
  expected = 1
  held = 0
  /** Records that came a second time, and were dropped. */
  repeated = 0
  readonly gaps: Gap[] = []
  readonly conns = new Set<string>()
  readonly kinds = new Set<string>()
  readonly facts: FactRecord[] = []
  started: TraceRecord | undefined
  ended: TraceRecord | undefined

  readonly capRecords: number

  #pages = new Map<number, (TraceRecord | undefined)[]>()
  #capPages: number
  #focusPage = 0

  constructor(options: StoreOptions = {}) {
    this.capRecords = options.capRecords ?? 500_000
    this.#capPages = Math.max(6, Math.ceil(this.capRecords / pageRecords))
  }

  get(n: number): TraceRecord | undefined {
    return this.#pages.get(Math.floor((n - 1) / pageRecords))?.[(n - 1) % pageRecords]
  }

  /** The log will send records from `first` on; what is before it stays absent until asked for. */
  expectFrom(first: number, head: number): void {
    this.expected = Math.max(this.expected, first)
    this.head = Math.max(this.head, head)
  }

  /** Records from the live log, in order. A number that was skipped becomes a gap, never a silent hole. */
  receive(records: readonly TraceRecord[]): void {
    for (const record of records) {
      if (record.n < this.expected) {
        this.repeated++
        continue
      }
      if (record.n > this.expected)
        this.#addGap(this.expected, record.n - 1, 'the log left them out')
      this.#put(record)
      this.expected = record.n + 1
    }
    this.head = Math.max(this.head, this.expected - 1)
  }

  /** The log says that it cannot send these any more. */
  miss(gap: Gap): void {
    const from = Math.min(gap.from, this.expected)
    const missed = { from: Math.max(from, this.expected), to: gap.to }
    if (missed.to < missed.from) return
    this.#addGap(missed.from, missed.to, gap.why)
    this.expected = missed.to + 1
    this.head = Math.max(this.head, missed.to)
  }

  /** Records fetched by number: they close gaps, and give back what had been let go. */
  fill(records: readonly TraceRecord[]): void {
    for (const record of records) this.#put(record)
    const first = records[0]
    const last = records.at(-1)
    if (first && last) this.#shrinkGaps(first.n, last.n)
  }

  /** The gap that `n` lies in. */
  gapAt(n: number): Gap | undefined {
    return this.gaps.find((gap) => gap.from <= n && n <= gap.to)
  }

  /** What the reader looks at is let go last. */
  keepNear(n: number): void {
    this.#focusPage = Math.floor((n - 1) / pageRecords)
  }

  #put(record: TraceRecord): void {
    const pageNumber = Math.floor((record.n - 1) / pageRecords)
    let page = this.#pages.get(pageNumber)
    if (!page) {
      page = []
      this.#pages.set(pageNumber, page)
      this.#letGo(pageNumber)
    }
    const slot = (record.n - 1) % pageRecords
    if (page[slot]) return
    page[slot] = record
    this.held++
    this.#note(record)
  }

  #note(record: TraceRecord): void {
    if (record.conn) this.conns.add(record.conn)
    this.kinds.add(record.kind)
    if (record.kind === 'run.started') this.started = record
    if (record.kind === 'run.ended') this.ended = record
    if (isFact(record) && !this.facts.some((fact) => fact.n === record.n)) {
      this.facts.push(record)
      this.facts.sort((a, b) => a.n - b.n)
    }
  }

  /** Over the cap the page that was loaded longest ago goes, unless the reader is at it. */
  #letGo(newest: number): void {
    if (this.#pages.size <= this.#capPages) return
    for (const [pageNumber, page] of this.#pages) {
      const isNear = Math.abs(pageNumber - this.#focusPage) <= 1 || pageNumber === newest
      if (isNear) continue
      this.#pages.delete(pageNumber)
      this.held -= page.filter((record) => record !== undefined).length
      return
    }
  }

  /** Of the numbers given, what was fetched already is no gap. */
  #addGap(from: number, to: number, why: string): void {
    let start = from
    for (let n = from; n <= to + 1; n++) {
      const isEnd = n > to || this.get(n) !== undefined
      if (isEnd && start < n) this.gaps.push({ from: start, to: n - 1, why })
      if (isEnd) start = n + 1
    }
  }

  #shrinkGaps(from: number, to: number): void {
    const left = this.gaps.flatMap((gap) => {
      if (to < gap.from || gap.to < from) return [gap]
      const pieces = [
        { ...gap, to: from - 1 },
        { ...gap, from: to + 1 },
      ]
      return pieces.filter((piece) => piece.from <= piece.to)
    })
    this.gaps.splice(0, this.gaps.length, ...left)
  }
}
