import type { ProtocolObject, TimeReached } from './protocol-object.ts'
import type { VirtualClock } from './virtual-clock.ts'

/**
 * Drives a protocol object on a virtual clock: tells it when its deadline has come, and hands on every
 * effect. Answers the function that tells it an event now. An effect may lead to an event for another
 * object, or for the same one: then it is told after the effects before it.
 */
export function driveVirtually<Event, Effect>(
  clock: VirtualClock,
  object: ProtocolObject<Event, Effect>,
  perform: (effect: Effect, nowMs: number) => void,
): (event: Event) => void {
  const waiting: (Event | TimeReached)[] = []
  let isTelling = false
  let wakeMs: number | undefined

  const tell = (event: Event | TimeReached) => {
    waiting.push(event)
    if (isTelling) return
    isTelling = true
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        for (const effect of object.on(next, clock.nowMs)) perform(effect, clock.nowMs)
      }
    } finally {
      isTelling = false
    }
    wakeAtDeadline()
  }

  const wakeAtDeadline = () => {
    const deadlineMs = object.nextDeadlineMs()
    // An earlier wake finds that it is too early, and sets the next.
    if (deadlineMs === undefined || (wakeMs !== undefined && wakeMs <= deadlineMs)) return
    wakeMs = deadlineMs
    clock.schedule(deadlineMs, () => wake(deadlineMs))
  }

  const wake = (atMs: number) => {
    // A later one was scheduled before an earlier deadline came up: that one has done its work.
    if (atMs !== wakeMs) return
    wakeMs = undefined
    const deadlineMs = object.nextDeadlineMs()
    if (deadlineMs !== undefined && deadlineMs <= clock.nowMs) tell({ kind: 'time-reached' })
    else wakeAtDeadline()
  }

  return tell
}
