import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { encodeFrame, noBytes } from '../pipe-frame.ts'
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
  /** Milliseconds from the run's start to the origin of `performance.now`, which is the same clock. */
  readonly #offsetMs: number
  readonly #maxQueuedBytes: number
  #lines: string[] = []
  #lengths: number[] = []
  #blob = Buffer.allocUnsafe(batchBytes)
  #blobBytes = 0
  #textBytes = 0
  #queue: Buffer[] = []
  #queuedBytes = 0
  #lost = 0
  #lastFlushMs = Number.NEGATIVE_INFINITY
  #isScheduled = false
  #isBroken = false

  constructor(options: LogPipeOptions) {
    this.#fd = options.fd
    this.#offsetMs = Number(process.hrtime.bigint() - options.startedNs) / 1e6 - performance.now()
    this.captureBytes = options.captureBytes
    this.#maxQueuedBytes = options.maxQueuedBytes ?? 16 * 1024 * 1024
    makeNonBlocking(options.fd)
    process.once('exit', () => this.finish())
  }

  /** Microseconds are as fine as this clock is worth. */
  now(): number {
    return Math.round((performance.now() + this.#offsetMs) * 1000) / 1000
  }

  record(seen: Seen, bytes?: Uint8Array, originalBytes?: number): void {
    if (this.#queuedBytes > this.#maxQueuedBytes) {
      this.#lost++
      return
    }
    if (this.#lost > 0) this.#tellGap()
    seen.tMs ??= this.now()
    seen.clock ??= 'monotonic'
    if (bytes) this.#keep(seen, bytes, originalBytes ?? bytes.length)
    else this.#lengths.push(noBytes)
    const line = JSON.stringify(seen)
    this.#lines.push(line)
    this.#textBytes += line.length
    this.#schedule()
  }

  #keep(draft: Seen, bytes: Uint8Array, originalBytes: number): void {
    const length = Math.min(bytes.length, this.captureBytes)
    draft.capturedBytes = length
    draft.originalBytes = originalBytes
    if (this.#blobBytes + length > this.#blob.length) this.#growBlob(length)
    this.#blob.set(length === bytes.length ? bytes : bytes.subarray(0, length), this.#blobBytes)
    this.#blobBytes += length
    this.#lengths.push(length)
  }

  #growBlob(length: number): void {
    const larger = Buffer.allocUnsafe(2 * (this.#blobBytes + length))
    larger.set(this.#blob.subarray(0, this.#blobBytes))
    this.#blob = larger
  }

  #tellGap(): void {
    const count = this.#lost
    this.#lost = 0
    const why = 'the log pipe was full: the program saw more than the log could take'
    this.record({ kind: 'gap', at: 'runner', origin: 'observed', count, why })
  }

  #schedule(): void {
    if (this.#textBytes + this.#blobBytes >= batchBytes || this.now() - this.#lastFlushMs > quietMs)
      this.flush()
    else if (!this.#isScheduled) {
      this.#isScheduled = true
      setTimeout(() => {
        this.#isScheduled = false
        this.flush()
      }, quietMs).unref()
    }
  }

  /** Hands everything recorded so far to the pipe, as far as the pipe takes it now. */
  flush(): void {
    this.#lastFlushMs = this.now()
    if (this.#lines.length > 0) {
      const blob = this.#blob.subarray(0, this.#blobBytes)
      const frame = encodeFrame({ lines: this.#lines, lengths: this.#lengths, blob })
      this.#lines = []
      this.#lengths = []
      this.#blobBytes = 0
      this.#textBytes = 0
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
