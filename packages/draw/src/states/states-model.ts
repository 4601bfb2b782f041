import { byTime, type TraceRecord } from '@socket-labs/trace'
import { type Side, sides } from '../ladder-event.ts'
import { textOf } from '../record-fields.ts'
import { safeText } from '../safe-text.ts'
import type { Role } from '../shapes.ts'
import { chosenStates, type StatesChoice } from './state-records.ts'
import { stateNamed, type TcpState } from './tcp-states.ts'
import { isGivenUp, isOneStep, transitionBetween } from './transitions.ts'

export interface StatesContent extends StatesChoice {
  /** Moment of the picture, ms: what came later is drawn as not yet travelled. Without it the last one. */
  untilTMs?: number
}

/**
 * How an end came from one state to the next: along an arrow of the RFC's figure, by one event that the
 * figure leaves out (`beside`), or by what nobody saw (`unseen`); `found` is a state that it was in when
 * somebody first looked.
 */
export type Way = 'figure' | 'beside' | 'unseen' | 'found'

export interface StateStep {
  /** Counts the moves of its end from 1; of a `found` state the number of the last one. */
  number: number
  from: TcpState
  to: TcpState
  way: Way
  /** What made it happen, as the record says it; '' where it does not. */
  trigger: string
  record: TraceRecord
  /** True after the picture's moment. */
  isLater: boolean
}

/** One end of the connection, and the path that it went. */
export interface StatesEnd {
  side: Side
  /** Who saw it: `client`, `server`, or the name of another place. */
  place: string
  role: Role
  address: string
  steps: StateStep[]
  /** The last step up to the picture's moment. */
  last: StateStep | undefined
  now: TcpState | undefined
  /** States that it was in up to then, the present one among them. */
  visited: Set<TcpState>
}

export interface StatesPicture {
  conn: string
  connections: number
  ends: Record<Side, StatesEnd>
}

/** Reads both ends' paths; linear in the records, but for sorting the states by time. */
export function readStates(records: readonly TraceRecord[], options: StatesContent): StatesPicture {
  const chosen = chosenStates(records, options)
  const untilMs = options.untilTMs ?? Number.POSITIVE_INFINITY
  const seats = seatsOf(chosen.records)
  const end = (side: Side) => endOf(side, seats[side], chosen.records, untilMs)
  const ends = { client: end('client'), server: end('server') }
  return { conn: safeText(chosen.conn), connections: chosen.connections, ends }
}

/** Which place is drawn at which side: another place takes a seat that would stay empty. */
function seatsOf(records: readonly TraceRecord[]): Record<Side, string> {
  const places = [...new Set(records.map(({ at }) => safeText(at)))]
  const others = places.filter((place) => place !== 'client' && place !== 'server')
  const seat = (side: Side) => (places.includes(side) ? side : (others.shift() ?? side))
  return { client: seat('client'), server: seat('server') }
}

function endOf(
  side: Side,
  place: string,
  records: readonly TraceRecord[],
  untilMs: number,
): StatesEnd {
  const mine = records.filter(({ at }) => safeText(at) === place)
  const steps = stepsOf(mine, untilMs)
  const past = steps.filter(({ isLater }) => !isLater)
  const last = past.at(-1)
  const now = last?.to ?? steps[0]?.from
  const visited = new Set(past.flatMap(({ from, to }) => [from, to]))
  if (now) visited.add(now)
  const role = sides.find((name) => name === place) ?? 'other'
  const address = textOf(mine.at(-1) ?? ({} as TraceRecord), 'local')
  return { side, place, role, address, steps, last, now, visited }
}

function stepsOf(records: readonly TraceRecord[], untilMs: number): StateStep[] {
  const steps: StateStep[] = []
  let number = 0
  for (const record of records) {
    const to = stateNamed(record.to) as TcpState
    const from = stateNamed(record.from) ?? to
    const trigger = textOf(record, 'trigger')
    const way = from === to ? 'found' : wayOf(from, to, record)
    if (way !== 'found') number++
    steps.push({ number, from, to, way, trigger, record, isLater: record.tMs > untilMs })
  }
  return steps
}

function wayOf(from: TcpState, to: TcpState, record: TraceRecord): Way {
  const trigger = textOf(record, 'trigger')
  if (transitionBetween(from, to)) return isGivenUp(from, to, trigger) ? 'beside' : 'figure'
  const isToldOf = trigger !== '' && !isUnseen(trigger)
  return isOneStep(from, to) && (isToldOf || record.origin !== 'polled') ? 'beside' : 'unseen'
}

/** In order of time, then of number. */
export function byMoment(a: StateStep, b: StateStep): number {
  return byTime(a.record, b.record)
}

/** Triggers that say that the change was found, not what made it: `not seen: …`, `seen by a regular look`. */
export function isUnseen(trigger: string): boolean {
  return /^not seen|\bseen (by|between)\b/i.test(trigger)
}
