import type { Origin } from '@socket-labs/trace'
import type { LadderEvent, Side } from './ladder-event.ts'
import { isListeners, isListenersState, textOf } from './record-fields.ts'

/**
 * A piece of a lifeline in which one end's state stayed the same. With `state` it is a TCP state that
 * was seen or polled; without, `phase` says in plain words what the socket's own events make certain.
 */
export interface LifelineBand {
  side: Side
  /** Index of the event at which it begins; undefined: before the first event. */
  start: number | undefined
  /** Index of the event at which it is over; undefined: it was still so at the last record. */
  end: number | undefined
  state?: string
  phase: string
  origin: Origin
  n: number[]
}

/** States where somebody looked at them, else phases; none where nothing is certain. */
export function lifelineBands(events: readonly LadderEvent[], side: Side): LifelineBand[] {
  const mine: Indexed[] = []
  for (const [index, event] of events.entries()) {
    const { kind } = event.record
    const says = kind === 'tcp.state' || (nextPhase.has(kind) && !isListeners(event.record))
    if (says && event.place === side) mine.push({ ...event, index })
  }
  const states = mine.filter(({ record }) => record.kind === 'tcp.state')
  return states.length > 0 ? stateBands(ofTheConnection(states), side) : phaseBands(mine, side)
}

/** What a listening socket does once the connection has begun is no part of the connection's path. */
function ofTheConnection(states: Indexed[]): Indexed[] {
  const begin = states.findIndex(({ record }) => !isListenersState(record))
  if (begin < 0) return states
  return states.filter(({ record }, i) => i < begin || !isListenersState(record))
}

type Indexed = LadderEvent & { index: number }

function stateBands(changes: Indexed[], side: Side): LifelineBand[] {
  const bands: LifelineBand[] = []
  for (const [i, { record, index }] of changes.entries()) {
    const { origin, n } = record
    const before = textOf(record, 'from')
    if (i === 0 && isState(before)) {
      const phase = `state ${before}`
      bands.push({ side, start: undefined, end: index, state: before, phase, origin, n: [n] })
    }
    const state = textOf(record, 'to')
    const end = changes[i + 1]?.index
    if (isState(state)) {
      bands.push({ side, start: index, end, state, phase: `state ${state}`, origin, n: [n] })
    }
  }
  return bands
}

/** CLOSED is the absence of a connection, and is drawn as that. */
function isState(name: string): boolean {
  return name !== '' && name !== 'CLOSED'
}

const nextPhase = new Map<string, (phase: string) => string>([
  ['socket.connecting', () => 'connecting'],
  ['socket.connect', () => 'open'],
  ['socket.accept', () => 'open'],
  ['socket.shutdown', (phase) => (phase === 'receiving ended' ? 'both ended' : 'sending ended')],
  ['socket.end', (phase) => (phase === 'sending ended' ? 'both ended' : 'receiving ended')],
  ['socket.error', () => ''],
  ['socket.close', () => ''],
])

function phaseBands(events: Indexed[], side: Side): LifelineBand[] {
  const bands: LifelineBand[] = []
  let phase = ''
  for (const { record, index } of events) {
    const next = nextPhase.get(record.kind)?.(phase) ?? phase
    if (next === phase) continue
    const open = bands.at(-1)
    if (open && open.end === undefined) open.end = index
    phase = next
    if (phase === '') continue
    bands.push({ side, start: index, end: undefined, phase, origin: 'derived', n: [record.n] })
  }
  return bands
}
