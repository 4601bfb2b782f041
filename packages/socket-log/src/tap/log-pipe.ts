import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { formatBytesRef } from '@socket-labs/trace'
import { encodeFrame } from '../pipe-frame.ts'
import type { Recorder, Seen } from './recorder.ts'

export interface LogPipeOptions {
  /** The inherited descriptor. */
  fd: number
  /** When the run started, on `process.hrtime`. */
  startedNs: bigint
  captureBytes: number
  /** How much may wait for the reader before records are counted instead of kept; 16 MiB. */
  maxQueuedBytes?: number
}

const batchBytes = 64 * 1024
const quietMs = 4
const retryMs = 2

/**
 * A recorder that sends drafts to the runner over an inherited pipe, in batches.
 *
 * It never blocks the program that is watched: what the pipe does not take at once waits in a bounded
 * queue, and what does not fit there is counted and told as a `gap`. After a quiet moment a draft is
 * sent at once, so that the last thing before an event loop blocks is still seen.
 */
export class LogPipe implements Recorder {
  readonly captureBytes: number
  readonly #fd: number
  readonly #startedNs: bigint
  readonly #maxQueuedBytes: number
  #lines: string[] = []
  #blobs: Uint8Array[] = []
  #blobBytes = 0
  #batchBytes = 0
  #queue: Buffer[] = []
  #queuedBytes = 0
  #lost = 0
  #lastFlushMs = Number.NEGATIVE_INFINITY
  #isScheduled = false
  #isBroken = false

  constructor(options: LogPipeOptions) {
    this.#fd = options.fd
    this.#startedNs = options.startedNs
    this.captureBytes = options.captureBytes
    this.#maxQueuedBytes = options.maxQueuedBytes ?? 16 * 1024 * 1024
    makeNonBlocking(options.fd)
    process.once('exit', () => this.finish())
  }

  now(): number {
    return Number(process.hrtime.bigint() - this.#startedNs) / 1e6
  }

  record(seen: Seen, bytes?: Uint8Array, originalBytes?: number): void {
    if (this.#queuedBytes > this.#maxQueuedBytes) {
      this.#lost++
      return
    }
    if (this.#lost > 0) this.#tellGap()
    const draft = { tMs: this.now(), clock: 'monotonic', ...seen }
    if (bytes) {
      const kept = bytes.slice(0, this.captureBytes)
      draft.bytesRef = formatBytesRef(this.#blobBytes, kept.length)
      draft.capturedBytes = kept.length
      draft.originalBytes = originalBytes ?? bytes.length
      this.#blobs.push(kept)
      this.#blobBytes += kept.length
      this.#batchBytes += kept.length
    }
    const line = JSON.stringify(draft)
    this.#lines.push(line)
    this.#batchBytes += line.length
    this.#schedule()
  }

  #tellGap(): void {
    const count = this.#lost
    this.#lost = 0
    const why = 'the log pipe was full: the program saw more than the log could take'
    this.record({ kind: 'gap', at: 'runner', origin: 'observed', count, why })
  }

  #schedule(): void {
    if (this.#batchBytes >= batchBytes || this.now() - this.#lastFlushMs > quietMs) this.flush()
    else if (!this.#isScheduled) {
      this.#isScheduled = true
      setImmediate(() => {
        this.#isScheduled = false
        this.flush()
      })
    }
  }

  /** Hands everything recorded so far to the pipe, as far as the pipe takes it now. */
  flush(): void {
    this.#lastFlushMs = this.now()
    if (this.#lines.length > 0) {
      const frame = encodeFrame(this.#lines, this.#blobs)
      this.#lines = []
      this.#blobs = []
      this.#blobBytes = 0
      this.#batchBytes = 0
      this.#queue.push(frame)
      this.#queuedBytes += frame.length
    }
    if (!this.#drain()) setTimeout(() => this.flush(), retryMs).unref()
  }

  /** True when the queue is empty. */
  #drain(): boolean {
    while (!this.#isBroken) {
      const head = this.#queue[0]
      if (!head) return true
      const taken = this.#write(head)
      this.#queuedBytes -= taken
      if (taken === head.length) this.#queue.shift()
      else {
        this.#queue[0] = head.subarray(taken)
        if (taken === 0) return this.#isBroken
      }
    }
    this.#queue = []
    this.#queuedBytes = 0
    return true
  }

  #write(bytes: Buffer): number {
    try {
      return writeSync(this.#fd, bytes)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EAGAIN') this.#isBroken = true
      return 0
    }
  }

  /** Sends what is left, waiting for the reader for at most 2 s. */
  finish(): void {
    if (this.#lost > 0) this.#tellGap()
    const untilMs = this.now() + 2000
    this.flush()
    const nobody = new Int32Array(new SharedArrayBuffer(4))
    while (!this.#drain() && this.now() < untilMs) Atomics.wait(nobody, 0, 0, 1)
  }
}

/**
 * Node has no call for O_NONBLOCK; opening the descriptor as a stream sets it.
 * The stream itself is never used, holds nothing open, and is kept so that nothing closes the descriptor.
 */
function makeNonBlocking(fd: number): void {
  const stream = new Socket({ fd, readable: false, writable: true })
  stream.on('error', () => {})
  stream.unref()
  kept.add(stream)
}
const kept = new Set<Socket>()
