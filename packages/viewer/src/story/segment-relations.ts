import type { TraceRecord } from '@socket-labs/trace'
import type { Relation } from './relations.ts'

/** True for what {@link segmentRelations} can tell of: a packet, or what followed one. */
export function isOfPacket(record: TraceRecord): boolean {
  const { kind, triggerPacketNo } = record
  return kind === 'tcp.segment' || kind === 'icmp.message' || isNumber(triggerPacketNo)
}

/**
 * What a packet on the wire answers, what answers it, what it repeats and what it led to. `peers` are the
 * records of its connection. Linear in their number.
 */
export function segmentRelations(selected: TraceRecord, peers: readonly TraceRecord[]): Relation[] {
  const { kind, triggerPacketNo, packetNo, retransmissionOf } = selected
  const segments = peers.filter((one) => one.kind === 'tcp.segment')
  const numbered = (field: string, value: unknown) =>
    isNumber(value) ? peers.filter((one) => one[field] === value) : []
  if (kind === 'icmp.message') return aboutWhat(selected, segments)
  if (kind !== 'tcp.segment') {
    return relation(
      `It followed packet ${triggerPacketNo}, in`,
      numbered('packetNo', triggerPacketNo),
    )
  }
  return [
    ...relation('It repeats', numbered('packetNo', retransmissionOf)),
    ...relation('It was sent again in', numbered('retransmissionOf', packetNo)),
    ...relation('It acknowledges', acknowledgedBy(selected, segments)),
    ...relation('It was acknowledged by', firstAnswer(selected, segments)),
    ...relation('It led to', numbered('triggerPacketNo', packetNo)),
  ]
}

function relation(words: string, records: readonly TraceRecord[]): Relation[] {
  return records.length === 0 ? [] : [{ words, records: records.map(({ n }) => n) }]
}

/** What the other end had got, and no earlier segment of this end had acknowledged. */
function acknowledgedBy(ack: TraceRecord, segments: readonly TraceRecord[]): TraceRecord[] {
  if (!hasFlag(ack, 'ACK')) return []
  const earlier = segments.filter((one) => {
    return one.from === ack.from && one.tMs < ack.tMs && hasFlag(one, 'ACK')
  })
  const before = earlier.reduce<unknown>((last, { ackNo }) => {
    return last === undefined || isAtOrBehind(last, ackNo) ? ackNo : last
  }, undefined)
  return segments.filter((one) => {
    const end = endOf(one)
    if (one.from !== ack.to || end === undefined || !hasArrivedBy(one, ack.tMs)) return false
    return isAtOrBehind(end, ack.ackNo) && (before === undefined || !isAtOrBehind(end, before))
  })
}

function firstAnswer(sent: TraceRecord, segments: readonly TraceRecord[]): TraceRecord[] {
  const end = endOf(sent)
  if (end === undefined || !isNumber(sent.arrivedMs)) return []
  let first: TraceRecord | undefined
  for (const one of segments) {
    if (one.from !== sent.to || !hasFlag(one, 'ACK') || !isAtOrBehind(end, one.ackNo)) continue
    if (one.tMs >= sent.arrivedMs && (!first || one.tMs < first.tMs)) first = one
  }
  return first ? [first] : []
}

function aboutWhat({ about, tMs }: TraceRecord, segments: readonly TraceRecord[]): Relation[] {
  const { from, to } = (about ?? {}) as Record<string, unknown>
  const found = segments.findLast((one) => one.from === from && one.to === to && one.tMs <= tMs)
  return relation('It is about', found ? [found] : [])
}

/** The sequence number that acknowledges all of a segment; undefined where it takes up none. */
function endOf(segment: TraceRecord): number | undefined {
  const { seqNo, payloadBytes } = segment
  const length =
    (isNumber(payloadBytes) ? payloadBytes : 0) +
    Number(hasFlag(segment, 'SYN')) +
    Number(hasFlag(segment, 'FIN'))
  return isNumber(seqNo) && length > 0 ? (seqNo + length) >>> 0 : undefined
}

/** Sequence numbers count modulo 2^32: one is behind another where the way forward to it is shorter. */
function isAtOrBehind(seqNo: unknown, other: unknown): boolean {
  return isNumber(seqNo) && isNumber(other) && (other - seqNo) >>> 0 < 2 ** 31
}

function hasArrivedBy({ arrivedMs }: TraceRecord, tMs: number): boolean {
  return isNumber(arrivedMs) && arrivedMs <= tMs
}

function hasFlag({ flags }: TraceRecord, flag: string): boolean {
  return Array.isArray(flags) && flags.includes(flag)
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
