import { checked, SystemCallError } from '../libc.ts'
import * as calls from './calls.ts'
import { POLLIN, POLLOUT } from './constants.ts'
import type { DescriptorWatch, Interest } from './descriptor-watch.ts'

/** Something with a descriptor that can be waited for; a closed one has −1 and no watch. */
export interface Waitable {
  readonly fd: number
  readonly watch: DescriptorWatch | undefined
}

/** What was waited for did not come. */
export class WaitTimeoutError extends Error {
  readonly code = 'ERR_WAIT_TIMEOUT'
  readonly withinMs: number
  constructor(what: string, withinMs: number) {
    super(`waited ${withinMs} ms for ${what}, which did not come`)
    this.name = 'WaitTimeoutError'
    this.withinMs = withinMs
  }
}

/**
 * Those of the sockets that are ready now: poll(2) with no time to wait, `struct pollfd { int fd; short
 * events; short revents; }` for each. A failed or hung-up one is ready, whatever was asked.
 */
export function pollNow<S extends Waitable>(sockets: readonly S[], interest: Interest): S[] {
  if (sockets.length === 0) return []
  const entries = new Uint8Array(8 * sockets.length)
  const view = new DataView(entries.buffer)
  const isReadAsked = interest.readable || !interest.writable
  const events = (isReadAsked ? POLLIN : 0) | (interest.writable ? POLLOUT : 0)
  for (const [index, { fd }] of sockets.entries()) {
    view.setInt32(8 * index, fd, true)
    view.setInt16(8 * index + 4, events, true)
  }
  checked('poll', calls.poll(entries, sockets.length, 0))
  return sockets.filter((_, index) => view.getInt16(8 * index + 6, true) !== 0)
}

/**
 * Waits until one of the sockets can be read or written without blocking, and gives all that can; none
 * after `timeoutMs`. End of stream, a reset and an error count as readable. Throws
 * {@link SystemCallError} EBADF for a closed socket, also one that is closed while it is waited for.
 */
export async function waitReady<S extends Waitable>(
  sockets: readonly S[],
  interest: Interest,
  timeoutMs: number,
): Promise<S[]> {
  const endMs = performance.now() + timeoutMs
  for (;;) {
    const watches = sockets.map(watchOf)
    const ready = pollNow(sockets, interest)
    const leftMs = endMs - performance.now()
    if (ready.length > 0 || leftMs <= 0) return ready
    await firstOf(watches, interest, leftMs)
  }
}

const EBADF = 9

function watchOf({ watch }: Waitable): DescriptorWatch {
  if (!watch) throw new SystemCallError('poll', EBADF)
  return watch
}

/** Resolves at the first that is ready, or when the time is over, and waits for none any more. */
function firstOf(
  watches: readonly DescriptorWatch[],
  interest: Interest,
  leftMs: number,
): Promise<void> {
  return new Promise((resolve) => {
    const forget: (() => void)[] = []
    const finish = () => {
      clearTimeout(timer)
      for (const end of forget) end()
      resolve()
    }
    // A timer beyond 2³¹ ms fires at once.
    const timer = setTimeout(finish, Math.min(leftMs, 2 ** 31 - 1))
    for (const watch of watches) forget.push(watch.wait(interest, finish))
  })
}

/** What `until` tries, how the socket must be for it, and the words for what did not come. */
export interface Attempt<T> {
  interest: Interest
  what: string
  withinMs: number
  /** Undefined: not yet. */
  attempt(): T | undefined
}

/** Tries, and again whenever the socket is ready. Throws {@link WaitTimeoutError} when the time is over. */
export async function until<T>(
  socket: Waitable,
  { interest, what, withinMs, attempt }: Attempt<T>,
): Promise<T> {
  const endMs = performance.now() + withinMs
  for (;;) {
    const result = attempt()
    if (result !== undefined) return result
    const ready = await waitReady([socket], interest, endMs - performance.now())
    if (ready.length === 0) throw new WaitTimeoutError(what, withinMs)
  }
}
