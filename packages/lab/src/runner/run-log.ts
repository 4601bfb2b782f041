import type { PipeFrame, RunWriter } from '@socket-labs/socket-log'
import {
  ConnectionNames,
  formatBytesRef,
  parseBytesRef,
  type RecordDraft,
  type TraceRecord,
  whyNotDraft,
} from '@socket-labs/trace'

export interface RunLogOptions {
  run: string
  writer: RunWriter
  /** Largest run folder, in bytes; what comes after it is counted, not kept. */
  maxRunBytes: number
  /** Milliseconds since the run started. */
  now(): number
  /** Told every record as it is written, with its captured bytes. */
  onRecord?(record: TraceRecord, bytes: Uint8Array | undefined): void
}

/** The one place that numbers records: drafts in, run folder out. */
export class RunLog {
  readonly records: TraceRecord[] = []
  /** Why the run folder can take no more, if so: a full disk. What came before is whole. */
  failure: string | undefined
  readonly #options: RunLogOptions
  readonly #connections = new ConnectionNames()
  #notKept = 0

  constructor(options: RunLogOptions) {
    this.#options = options
  }

  /** The runner's own records; kept even past the limit, for a run must have its end. */
  add(
    kind: string,
    fields: Record<string, unknown>,
    origin: RecordDraft['origin'] = 'observed',
  ): void {
    const tMs = round(this.#options.now())
    this.#write({ tMs, clock: 'monotonic', kind, at: 'runner', origin, ...fields }, undefined)
    this.flush()
  }

  /** The drafts of one frame from a scenario's process. A draft of the wrong form is told as a gap. */
  addFrame(frame: PipeFrame): void {
    for (const line of frame.lines) {
      if (this.#isFull()) continue
      const draft = parseDraft(line)
      if (typeof draft === 'string') this.add('gap', { count: 1, why: `not a record: ${draft}` })
      else this.#write(draft, bytesOf(draft, frame.blob))
    }
    this.flush()
  }

  #isFull(): boolean {
    const { writer, maxRunBytes } = this.#options
    if (writer.sizeBytes < maxRunBytes) return false
    if (this.#notKept++ === 0) {
      this.add('note', {
        text: `this run has reached ${maxRunBytes / 2 ** 20} MiB, its limit: what follows is counted, not kept`,
      })
    }
    return true
  }

  #write(draft: RecordDraft, bytes: Uint8Array | undefined): void {
    const { run, writer, onRecord } = this.#options
    const conn = this.#connections.nameFor(draft)
    const numbered = { run, n: this.records.length + 1 }
    const record: TraceRecord = Object.assign({ ...numbered }, draft, numbered)
    record.tMs = round(draft.tMs)
    if (conn !== undefined) record.conn = conn
    if (bytes) record.bytesRef = formatBytesRef(writer.appendBytes(bytes), bytes.length)
    this.records.push(record)
    writer.append(JSON.stringify(record))
    onRecord?.(record, bytes)
  }

  /** Writes what is waiting; after the first failure nothing is written any more. */
  flush(): void {
    if (this.failure !== undefined) return
    try {
      this.#options.writer.flush()
    } catch (error) {
      this.failure = (error as Error).message
    }
  }

  /** Tells how many records the limit kept out, if any. */
  tellNotKept(): void {
    if (this.#notKept > 0) this.add('gap', { count: this.#notKept, why: 'the run was full' })
  }
}

/** Microseconds are as fine as the clock is worth. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

function parseDraft(line: string): RecordDraft | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'not JSON'
  }
  return whyNotDraft(value) ?? (value as RecordDraft)
}

function bytesOf(draft: RecordDraft, blob: Buffer): Uint8Array | undefined {
  const ref = draft.bytesRef === undefined ? undefined : parseBytesRef(draft.bytesRef)
  if (!ref) return undefined
  return blob.subarray(ref.offset, ref.offset + ref.length)
}
