import { closeSync } from 'node:fs'
import { checked, libc, loadFunction } from '../libc.ts'

const eventfd = libc<(initial: number, flags: number) => number>(
  'int eventfd(unsigned int initial, int flags)',
)
const write = libc<(fd: number, bytes: Uint8Array, count: number) => number>(
  'long write(int fd, const void *bytes, size_t count)',
)
const read = libc<(fd: number, bytes: Uint8Array, count: number) => number>(
  'long read(int fd, void *bytes, size_t count)',
)

/** `EFD_CLOEXEC | EFD_NONBLOCK` of sys/eventfd.h. */
const eventFlags = 0o2004000
const isReadable = 0x0001
/** `struct pollfd`: int fd, short events, short revents. */
const pollfdBytes = 8
/** `struct timespec`: two 64-bit numbers. */
const timespecBytes = 16

type Ppoll = ((fds: Uint8Array, count: number, timeout: null, mask: null) => number) & {
  async(
    fds: Uint8Array,
    count: number,
    timeout: Uint8Array | null,
    mask: null,
    answer: (error: Error | null, ready: number) => void,
  ): void
}

/**
 * Waits until a descriptor can be read, or until a moment: ppoll(2) on another thread, to the
 * microsecond, where Node's own timers know whole milliseconds. One wait at a time.
 */
export class Readiness {
  readonly #pollfds: Buffer
  readonly #count: number
  readonly #timeout = Buffer.alloc(timespecBytes)
  readonly #event: number
  readonly #one = Buffer.from(new BigUint64Array([1n]).buffer)
  readonly #count64 = Buffer.alloc(8)
  readonly #ppoll: Ppoll
  /** A process that exits waits for its threads: the one in ppoll must come back. */
  readonly #onExit = () => this.wake()
  #waiting: Promise<void> | undefined
  #isClosed = false

  constructor(fds: readonly number[]) {
    this.#event = checked('eventfd', eventfd(0, eventFlags))
    this.#count = fds.length + 1
    this.#pollfds = Buffer.alloc(this.#count * pollfdBytes)
    for (const [i, fd] of [...fds, this.#event].entries()) {
      this.#pollfds.writeInt32LE(fd, i * pollfdBytes)
      this.#pollfds.writeInt16LE(isReadable, i * pollfdBytes + 4)
    }
    this.#ppoll = loadFunction<Ppoll>(
      'int ppoll(void *fds, unsigned long count, void *timeout, void *mask)',
    )
    process.on('exit', this.#onExit)
  }

  /** Resolves when one can be read, after `timeoutMs` (for ever unless told), or at {@link wake}. */
  wait(timeoutMs?: number): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    this.#waiting = new Promise((resolve) => {
      const timeout = timeoutMs === undefined ? null : this.#timespec(timeoutMs)
      // An error is a signal that came in between: whoever waits looks again.
      this.#ppoll.async(this.#pollfds, this.#count, timeout, null, () => {
        this.#waiting = undefined
        read(this.#event, this.#count64, 8)
        // Nobody lets promises go on after a callback from another thread; the loop's next turn does.
        setImmediate(resolve)
      })
    })
    return this.#waiting
  }

  /** Ends the wait that is under way, or the next one. */
  wake(): void {
    if (!this.#isClosed) write(this.#event, this.#one, this.#one.length)
  }

  /** Resolves when nothing waits any more: only then may the descriptors be closed. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.wake()
    this.#isClosed = true
    await this.#waiting
    process.off('exit', this.#onExit)
    closeSync(this.#event)
  }

  #timespec(timeoutMs: number): Buffer {
    const ns = BigInt(Math.max(0, Math.round(timeoutMs * 1e6)))
    this.#timeout.writeBigInt64LE(ns / 1_000_000_000n, 0)
    this.#timeout.writeBigInt64LE(ns % 1_000_000_000n, 8)
    return this.#timeout
  }
}
