import type { TraceRecord } from '@socket-labs/trace'
import { connectionsOf, sortedByTime } from '../conversation.ts'
import { listensFor, portOf, textOf } from '../record-fields.ts'
import { stateNamed } from './tcp-states.ts'

export interface StatesChoice {
  /**
   * The connection drawn; without it that of `selectedN`, else the run's first, as in the ladder; where fewer
   * than two states of that were seen, the one in which most were.
   */
  conn?: string
  /** A record's number: its transition is marked. */
  selectedN?: number
}

/** The records of one connection's states, in order of time. */
export interface ChosenStates {
  /** Its name, `c1`, or its addresses where it has none; '' where there is nothing to draw. */
  conn: string
  records: TraceRecord[]
  /** How many connections there were to choose from. */
  connections: number
}

/**
 * Chooses the connection and finds its states. A listening socket belongs to no connection: its path leads
 * to each that came to its port, up to where the connection's own begins.
 */
export function chosenStates(records: readonly TraceRecord[], choice: StatesChoice): ChosenStates {
  const states = records.filter(isStateRecord)
  const nameOf = naming(records, states)
  const sorted = sortedByTime(states)
  const seen = statesSeen(sorted, nameOf)
  const conn = choose(records, seen, choice)
  if (conn === undefined) return { conn: '', records: [], connections: seen.size }
  const own = sorted.filter((record) => !isListener(record) && nameOf(record) === conn)
  const before = sorted.filter((record) => isListener(record) && leadsTo(record, own))
  if (own.length === 0) return { conn, records: oneListener(sorted), connections: 0 }
  return { conn, records: sortedByTime([...before, ...own]), connections: seen.size }
}

/** Names of the connections whose states were seen, for `conn`; those of listeners alone are left out. */
export function connectionsWithStates(records: readonly TraceRecord[]): string[] {
  const states = records.filter(isStateRecord)
  const seen = statesSeen(states, naming(records, states))
  return [...seen.keys()].filter((name) => name !== '')
}

export function isStateRecord({ kind, to }: TraceRecord): boolean {
  return kind === 'tcp.state' && stateNamed(to) !== undefined
}

/** A socket without a peer that listens, or did until now. */
function isListener({ remote, from, to }: TraceRecord): boolean {
  const hasPeer = typeof remote === 'string' && !/(^|:)[0*]?$/.test(remote)
  return !hasPeer && (stateNamed(to) === 'LISTEN' || stateNamed(from) === 'LISTEN')
}

/** Where nobody has connected yet: the socket that was seen first. */
function oneListener(states: readonly TraceRecord[]): TraceRecord[] {
  return states.filter(({ local }) => local === states[0]?.local)
}

/** True where a connection came from this listener: same port and address, and it had not begun. */
function leadsTo(listener: TraceRecord, own: readonly TraceRecord[]): boolean {
  const first = own.find(({ at }) => at === listener.at)
  if (!first) return isPortOf(listener, own)
  const local = textOf(listener, 'local')
  const isItsOwn = portOf(local) === '' || listensFor(local, textOf(first, 'local'))
  return (
    isItsOwn && (listener.tMs < first.tMs || (listener.tMs === first.tMs && listener.n < first.n))
  )
}

/** The other end's records name the port that they are connected to. */
function isPortOf(listener: TraceRecord, own: readonly TraceRecord[]): boolean {
  const port = portOf(textOf(listener, 'local'))
  return port !== '' && own.some((record) => portOf(textOf(record, 'remote')) === port)
}

type Naming = (record: TraceRecord) => string

/** A record's connection: its name, else that of the same addresses elsewhere, else the addresses. */
function naming(records: readonly TraceRecord[], states: readonly TraceRecord[]): Naming {
  const byTuple = new Map<string, string>()
  if (states.some(({ conn }) => typeof conn !== 'string')) {
    for (const record of records) {
      const tuple = tupleOf(record)
      if (tuple !== '' && typeof record.conn === 'string') byTuple.set(tuple, record.conn)
    }
  }
  return (record) => {
    if (typeof record.conn === 'string') return record.conn
    const tuple = tupleOf(record)
    return byTuple.get(tuple) ?? tuple
  }
}

function tupleOf({ local, remote }: TraceRecord): string {
  if (typeof local !== 'string' || typeof remote !== 'string') return ''
  return local < remote ? `${local} ${remote}` : `${remote} ${local}`
}

/** For each connection the places and states seen; one without a name where there are only listeners. */
function statesSeen(states: readonly TraceRecord[], nameOf: Naming): Map<string, Set<string>> {
  const seen = new Map<string, Set<string>>()
  for (const record of states) {
    if (isListener(record)) continue
    const name = nameOf(record)
    const found = seen.get(name) ?? new Set()
    found.add(`${record.at} ${stateNamed(record.to)}`)
    seen.set(name, found)
  }
  if (seen.size === 0 && states.length > 0) seen.set('', new Set())
  return seen
}

/** A connection in which fewer were seen has no path to show. */
const fewestStates = 2

function choose(
  records: readonly TraceRecord[],
  seen: ReadonlyMap<string, ReadonlySet<string>>,
  { conn, selectedN }: StatesChoice,
): string | undefined {
  if (conn !== undefined) return seen.has(conn) ? conn : undefined
  const selected =
    selectedN === undefined ? undefined : records.find(({ n }) => n === selectedN)?.conn
  if (typeof selected === 'string' && seen.has(selected)) return selected
  const first = connectionsOf(sortedByTime(records))[0]
  if (first !== undefined && (seen.get(first)?.size ?? 0) >= fewestStates) return first
  let best: string | undefined
  for (const [name, found] of seen) {
    if (best === undefined || found.size > (seen.get(best)?.size ?? 0)) best = name
  }
  return best
}
