import { byTime, type TraceRecord } from '@socket-labs/trace'
import { isListenersState, listensFor, portOf, textOf } from './record-fields.ts'
import { isPacket } from './segment-packet.ts'

/** The part of a run that one ladder is about. */
export interface Conversation {
  /** In order of time; those of the connections drawn, and those that belong to none. */
  records: TraceRecord[]
  /** Names of the connections drawn, in the order first seen. */
  drawn: string[]
  /** Names of all connections of the run, in the order first seen. */
  connections: string[]
}

export interface ConversationChoice {
  conn?: string
  selectedN?: number
}

/** Names of all connections in a run, in the order first seen; for a choice beside the picture. */
export function connectionsOf(records: readonly TraceRecord[]): string[] {
  const names = new Set<string>()
  for (const { conn } of records) if (typeof conn === 'string') names.add(conn)
  return [...names]
}

/** Chooses the records of a ladder, see `conn` and `selectedN` of the options. Linear where already sorted. */
export function conversationOf(
  records: readonly TraceRecord[],
  choice: ConversationChoice,
): Conversation {
  const sorted = sortedByTime(records)
  const connections = connectionsOf(sorted)
  const drawn = choose(sorted, connections, choice)
  const belongs = membership(sorted, new Set(drawn), connections.length > 0)
  return { records: sorted.filter(belongs), drawn, connections }
}

/** A record with a time that is no number stands at the start rather than breaking the order. */
export function sortedByTime(records: readonly TraceRecord[]): TraceRecord[] {
  const timed = records.map((r) => (Number.isFinite(r.tMs) ? r : { ...r, tMs: 0 }))
  const isSorted = timed.every((r, i) => i === 0 || byTime(timed[i - 1] as TraceRecord, r) <= 0)
  return isSorted ? timed : timed.sort(byTime)
}

function choose(
  records: readonly TraceRecord[],
  connections: string[],
  { conn, selectedN }: ConversationChoice,
): string[] {
  if (conn === 'all') return connections
  if (conn !== undefined) return connections.filter((name) => name === conn)
  const selected = records.find((r) => r.n === selectedN)?.conn
  return connections.filter((name) => name === (selected ?? connections[0]))
}

/**
 * A state that was polled carries addresses, not always a connection's name: it belongs to the connection
 * with the same four-tuple, or to all where it is a listener's, but for one that listens on their port at
 * another address. A packet that is about none is not drawn beside one.
 */
function membership(
  records: readonly TraceRecord[],
  drawn: ReadonlySet<string>,
  hasConnections: boolean,
): (record: TraceRecord) => boolean {
  const byTuple = new Map<string, string>()
  const ends = new Set<string>()
  for (const record of records) {
    const tuple = tupleOf(record)
    if (!tuple || typeof record.conn !== 'string') continue
    byTuple.set(tuple, record.conn)
    if (drawn.has(record.conn)) for (const end of tuple.split(' ')) ends.add(end)
  }
  return (record) => {
    if (typeof record.conn === 'string') return drawn.has(record.conn)
    if (!hasConnections || (record.kind !== 'tcp.state' && !isPacket(record))) return true
    const tuple = tupleOf(record)
    if (isListenersState(record)) return !isElsewhere(record, ends)
    if (!isPacket(record) && !tuple) return true
    return drawn.has(byTuple.get(tuple ?? '') ?? '')
  }
}

/** True where a socket listens on the port of one of these ends, but not at its address. */
function isElsewhere(listener: TraceRecord, ends: ReadonlySet<string>): boolean {
  const local = textOf(listener, 'local')
  const onPort = [...ends].filter((end) => portOf(end) === portOf(local))
  return onPort.length > 0 && !onPort.some((end) => listensFor(local, end))
}

function tupleOf(record: TraceRecord): string | undefined {
  const [here, there] = isPacket(record) ? [record.from, record.to] : [record.local, record.remote]
  if (typeof here !== 'string' || typeof there !== 'string') return undefined
  return here < there ? `${here} ${there}` : `${there} ${here}`
}
