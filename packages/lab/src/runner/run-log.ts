import { noBytes, type PipeFrame, type RunWriter } from '@socket-labs/socket-log'
import {
  ConnectionNames,
  formatBytesRef,
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
    const tMs = Math.round(this.#options.now() * 1000) / 1000
    const draft: RecordDraft = { tMs, clock: 'monotonic', kind, at: 'runner', origin, ...fields }
    this.#write(draft, JSON.stringify(draft), undefined)
    this.flush()
  }

  /** The drafts of one frame from a scenario's process. A draft of the wrong form is told as a gap. */
  addFrame({ lines, lengths, blob }: PipeFrame): void {
    let offset = 0
    for (let i = 0; i < lines.length; i++) {
      const length = lengths[i] as number
      const bytes = length === noBytes ? undefined : blob.subarray(offset, offset + length)
      offset += bytes?.length ?? 0
      if (!this.#isFull()) this.#addLine(lines[i] as string, bytes)
    }
    this.flush()
  }

  #addLine(line: string, bytes: Uint8Array | undefined): void {
    const draft = parseDraft(line)
    if (typeof draft === 'string') this.add('gap', { count: 1, why: `not a record: ${draft}` })
    else this.#write(draft, line, bytes)
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

  /**
   * Numbers a draft. The line is not made anew from the object, which would cost three times as much:
   * what the runner knows is put in front of the text and behind it.
   */
  #write(draft: RecordDraft, line: string, bytes: Uint8Array | undefined): void {
    const { run, writer, onRecord } = this.#options
    const record = draft as TraceRecord
    record.run = run
    record.n = this.records.length + 1
    let tail = ''
    const conn = draft.conn === undefined ? this.#connections.nameFor(draft) : undefined
    if (conn !== undefined) {
      record.conn = conn
      tail += `,"conn":"${conn}"`
    }
    if (bytes) {
      record.bytesRef = formatBytesRef(writer.appendBytes(bytes), bytes.length)
      tail += `,"bytesRef":"${record.bytesRef}"`
    }
    this.records.push(record)
    writer.append(`{"run":"${run}","n":${record.n},${line.slice(1, -1)}${tail}}`)
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

function parseDraft(line: string): RecordDraft | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'not JSON'
  }
  const draft = value as RecordDraft
  // Only the runner numbers and places bytes: a draft that claims to know better is not one of ours.
  if (draft?.run !== undefined || draft?.n !== undefined || draft?.bytesRef !== undefined) {
    return 'it is numbered already'
  }
  return whyNotDraft(value) ?? draft
}
