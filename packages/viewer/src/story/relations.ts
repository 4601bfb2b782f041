import type { FactRecord, TraceRecord } from '@socket-labs/trace'
import { deliveryOf } from './delivery.ts'
import { isOfPacket, segmentRelations } from './segment-relations.ts'

/** Other records that have to do with the selected one, and how: `{words} #3 #4 {after}`. */
export interface Relation {
  words: string
  records: number[]
  /** Where the records end the sentence, this is empty. */
  after?: string
}

/**
 * What led to `selected` and what came of it, as far as the records of its connection tell.
 * `peers` are the connection's records in the order of `n`; `isWhole` is false when some before the
 * selected one are missing, and then bytes cannot be counted.
 */
export function relationsOf(
  selected: TraceRecord,
  peers: readonly TraceRecord[],
  isWhole: boolean,
): Relation[] {
  if (isOfPacket(selected)) return segmentRelations(selected, peers)
  if (selected.socket === undefined) return []
  const own = peers.filter((record) => record.socket === selected.socket)
  const other = peers.filter((record) => record.socket && record.socket !== selected.socket)
  const findOther = (kind: string, words: string) => first(other, kind, words)
  const { kind, n } = selected
  if (kind === 'socket.connecting') return first(after(own, n), 'socket.connect', 'It succeeded in')
  if (kind === 'socket.connect') {
    return [
      ...first(own, 'socket.connecting', 'It was asked for in'),
      ...findOther('socket.accept', 'The server’s program was handed this connection in'),
    ]
  }
  if (kind === 'socket.accept') return findOther('socket.connect', 'The client learnt of it in')
  if (kind === 'socket.shutdown') return findOther('socket.end', 'The other end read it in')
  if (kind === 'socket.end') {
    const said = findOther('socket.shutdown', 'The other end said so in')
    return said.length > 0 ? said : findOther('socket.close', 'The other end was closed in')
  }
  if (kind === 'socket.close') return findOther('socket.close', 'The other end was closed in')
  if (kind === 'socket.written') return nth(selected, own, 'socket.write', 'It answers the write')
  if (kind === 'socket.drain') return drainedWrites(own, n)
  if (kind === 'socket.data') return isWhole ? deliveryOf(selected, peers) : uncounted
  if (kind !== 'socket.write') return []
  return [
    ...(isWhole ? deliveryOf(selected, peers) : uncounted),
    ...nth(selected, own, 'socket.written', 'Its callback was called in'),
    ...(selected.returned === false ? first(after(own, n), 'socket.drain', 'It drained in') : []),
  ]
}

const uncounted: Relation[] = [
  {
    words: 'Earlier records of this connection are not on this page, so bytes cannot be matched.',
    records: [],
  },
]

/** The verdicts that rest on a record. */
export function factsFrom(n: number, facts: readonly FactRecord[]): Relation[] {
  const resting = facts.filter((fact) => fact.evidence.includes(n))
  return resting.map((fact) => ({
    words: `It is evidence for ${fact.id}, in`,
    records: [fact.n],
  }))
}

function first(records: readonly TraceRecord[], kind: string, words: string): Relation[] {
  const found = records.find((record) => record.kind === kind)
  return found ? [{ words, records: [found.n] }] : []
}

function after(records: readonly TraceRecord[], n: number): TraceRecord[] {
  return records.filter((record) => record.n > n)
}

/** Writes and their callbacks keep their order on one socket: the third callback is the third write's. */
function nth(selected: TraceRecord, own: readonly TraceRecord[], kind: string, words: string) {
  const place = own.filter((one) => one.kind === selected.kind).indexOf(selected)
  const found = own.filter((one) => one.kind === kind)[place]
  return found ? [{ words, records: [found.n] }] : []
}

/** The writes since the last drain that were told to wait. */
function drainedWrites(own: readonly TraceRecord[], n: number): Relation[] {
  const before = own.filter((record) => record.n < n)
  const lastDrain = before.findLast((record) => record.kind === 'socket.drain')?.n ?? 0
  const waiting = before.filter((record) => record.n > lastDrain && record.returned === false)
  if (waiting.length === 0) return []
  return [{ words: 'Writing was asked to wait by', records: waiting.map((record) => record.n) }]
}
