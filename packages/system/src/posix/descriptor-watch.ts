import { loadKoffi } from '../libc.ts'

/** What is waited for; nothing means readable. */
export interface Interest {
  readable?: boolean
  writable?: boolean
}

interface Waiter extends Required<Interest> {
  wake(): void
}

type PollHandle = ReturnType<ReturnType<typeof loadKoffi>['node']['poll']>

/**
 * Tells when one descriptor is ready, by the event loop's own poll handle: waiting costs no thread. The loop
 * knows a descriptor once only, so all who wait for it share one handle. It must be ended before its
 * descriptor is closed: polling a number that is closed, or already means another file, ends the process.
 */
export class DescriptorWatch {
  readonly #fd: number
  readonly #waiters = new Set<Waiter>()
  #handle: PollHandle | undefined

  constructor(fd: number) {
    this.#fd = fd
  }

  /**
   * Calls `wake` once, when the descriptor is ready or has failed; the function that it returns forgets it.
   * The descriptor becomes non-blocking. As long as somebody waits, the process does not end by itself.
   */
  wait({ readable = false, writable = false }: Interest, wake: () => void): () => void {
    const waiter = { readable: readable || !writable, writable, wake }
    this.#waiters.add(waiter)
    this.#arm()
    return () => {
      if (this.#waiters.delete(waiter)) this.#arm()
    }
  }

  /** Wakes everybody; nobody may wait afterwards. */
  end(): void {
    this.#close()
    this.#wakeIf(() => true)
  }

  /** Polls for what is asked now. A handle anew each time: the union of all wishes cannot be asked of the old. */
  #arm(): void {
    this.#close()
    const all = [...this.#waiters]
    if (all.length === 0) return
    const wishes = {
      readable: all.some((waiter) => waiter.readable),
      writable: all.some((waiter) => waiter.writable),
    }
    this.#handle = loadKoffi().node.poll(this.#fd, wishes, this.#fired as () => void)
  }

  // koffi calls back with the loop's status and then the events; its types leave the status out. It calls
  // outside of Node's own scope: promises would not go on until something else happens, and an exception
  // would be lost and spoil the next call. Hence setImmediate, which runs in the same turn of the loop.
  readonly #fired = (status: number, events: Required<Interest>): void => {
    this.#close()
    setImmediate(() => {
      // A failed socket has status EBADF here: the call that is tried next says what is wrong.
      this.#wakeIf(
        ({ readable, writable }) =>
          status < 0 || (readable && events.readable) || (writable && events.writable),
      )
      this.#arm()
    })
  }

  #wakeIf(isDue: (waiter: Waiter) => boolean): void {
    for (const waiter of [...this.#waiters].filter(isDue)) {
      this.#waiters.delete(waiter)
      waiter.wake()
    }
  }

  #close(): void {
    this.#handle?.close()
    this.#handle = undefined
  }
}
