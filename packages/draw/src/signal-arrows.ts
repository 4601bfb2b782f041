import type { LadderArrow } from './ladder-arrow.ts'
import { type LadderEvent, otherSide, type Side, sides } from './ladder-event.ts'
import { isListeners } from './record-fields.ts'

/** How a connection came to be and how each direction ended, derived from both ends' socket events. */
export function signalArrows(events: readonly LadderEvent[]): LadderArrow[] {
  const found = new FirstEvents(events)
  return sides.flatMap((side) => [...connectionArrows(found, side), ...endArrows(found, side)])
}

/** Indexes of the first and last event of each kind at each side. */
class FirstEvents {
  readonly #first = new Map<string, number>()
  readonly #last = new Map<string, number>()

  constructor(events: readonly LadderEvent[]) {
    for (const [index, { place, record }] of events.entries()) {
      if (isListeners(record)) continue
      const isRefusal = record.kind === 'socket.error' && record.code === 'ECONNREFUSED'
      const key = `${place} ${isRefusal ? 'refusal' : record.kind}`
      if (!this.#first.has(key)) this.#first.set(key, index)
      this.#last.set(key, index)
    }
  }

  first(side: Side, kind: string): number | undefined {
    return this.#first.get(`${side} ${kind}`)
  }

  last(side: Side, kind: string): number | undefined {
    return this.#last.get(`${side} ${kind}`)
  }
}

const noBytes = { ticks: [], firstByte: 0, lastByte: 0, unreadBytes: 0 }

function connectionArrows(found: FirstEvents, from: Side): LadderArrow[] {
  // A name with several addresses is tried address by address: only the last try became the connection.
  const start = found.last(from, 'socket.connecting')
  const accepted = found.first(otherSide(from), 'socket.accept')
  const refused = found.last(from, 'refusal')
  if (accepted !== undefined || (start !== undefined && refused === undefined)) {
    return [{ kind: 'connection', from, start, end: accepted, ...noBytes }]
  }
  if (refused === undefined) return []
  return [{ kind: 'refused', from, start, end: refused, ...noBytes }]
}

/** The end of a stream is sent by `end()`, and by a close of a socket that never called it. */
function endArrows(found: FirstEvents, from: Side): LadderArrow[] {
  const end = found.first(otherSide(from), 'socket.end')
  const shutdown = found.first(from, 'socket.shutdown')
  const close = found.first(from, 'socket.close')
  const closedBefore = close !== undefined && end !== undefined && close < end ? close : undefined
  const start = shutdown ?? closedBefore
  if (start === undefined && end === undefined) return []
  return [{ kind: 'end-of-stream', from, start, end, ...noBytes }]
}
