/** Calls functions of the learner's, and sees how they end. */
import types from 'node:util/types'
import type { Settled } from './learner-protocol.ts'
import { seeValue } from './seen-value.ts'

// The learner's file may replace any of these later.
const { then } = Promise.prototype
const { isPromise, isUint8Array } = types
const { fill } = Uint8Array.prototype
const { apply } = Reflect

type OnSettled = (settled: Settled, value: unknown) => void

/** Calls `called` on `target`; `onSettled` comes before this returns unless it returned a promise. */
export function attempt(
  called: unknown,
  target: unknown,
  args: readonly unknown[],
  onSettled: OnSettled,
  overwritesBytes = false,
): void {
  const end = (outcome: Settled['outcome'], value: unknown) =>
    onSettled({ outcome, value: seeValue(value) }, value)
  let returned: unknown
  try {
    returned = apply(called as () => unknown, target, args)
  } catch (error) {
    end('threw', error)
    return
  } finally {
    if (overwritesBytes) overwrite(args)
  }
  if (!isPromise(returned)) end('returned', returned)
  else {
    apply(then, returned, [
      (value: unknown) => end('resolved', value),
      (error: unknown) => end('rejected', error),
    ])
  }
}

/** With a letter that stands out where it is seen later. */
function overwrite(args: readonly unknown[]): void {
  for (let i = 0; i < args.length; i++) {
    if (isUint8Array(args[i])) apply(fill, args[i], [0x58])
  }
}

/** A call that is still to be made. */
export interface PlannedCall {
  method: string
  args: readonly unknown[]
  overwritesBytes: boolean
}

/**
 * Calls methods of `target` one after the other; a promise is awaited before the next call. `flush` is
 * given the results so far at the end, and each time a promise is awaited.
 */
export function attemptAll(
  target: unknown,
  calls: readonly PlannedCall[],
  flush: (results: Settled[]) => void,
): void {
  let results: Settled[] = []
  let next = 0
  const flushAll = () => {
    const told = results
    results = []
    flush(told)
  }
  const goOn = () => {
    while (next < calls.length) {
      const { method, args, overwritesBytes } = calls[next++] as PlannedCall
      let isDone = false
      let isAwaited = false
      const onSettled: OnSettled = (settled) => {
        results[results.length] = settled
        isDone = true
        if (isAwaited) goOn()
      }
      attempt(methodOf(target, method), target, args, onSettled, overwritesBytes)
      isAwaited = !isDone
      if (isAwaited) break
    }
    flushAll()
  }
  goOn()
}

/** A property of anything at all; calling what is not there throws a TypeError that says so. */
export function methodOf(target: unknown, name: string): unknown {
  try {
    const method = (target as Record<string, unknown>)[name]
    if (typeof method === 'function') return method
  } catch (error) {
    return () => {
      throw error
    }
  }
  return () => {
    throw new TypeError(`it has no method ${name}`)
  }
}
