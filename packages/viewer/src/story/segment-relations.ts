import type { TraceRecord } from '@socket-labs/trace'
import type { Relation } from './relations.ts'

/** True for what {@link segmentRelations} can tell of: a packet, or what followed one. */
export function isOfPacket(record: TraceRecord): boolean {
  const { kind, triggerPacketNo } = record
  return kind === 'icmp.message' || carriesPorts(record) || isNumber(triggerPacketNo)
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
  if (kind === 'icmp.message') return relation('It is about', aboutWhat(selected, peers))
  const messages = relation('It was answered by the ICMP message', messagesAbout(selected, peers))
  if (kind === 'udp.datagram') return messages
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
    ...messages,
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
  if (end === undefined || !isNumber(sent.arrivedMs) || isCorrupted(sent)) return []
  let first: TraceRecord | undefined
  for (const one of segments) {
    if (one.from !== sent.to || !hasFlag(one, 'ACK') || !isAtOrBehind(end, one.ackNo)) continue
    if (one.tMs >= sent.arrivedMs && (!first || one.tMs < first.tMs)) first = one
  }
  return first ? [first] : []
}

/** The last packet that went the way of which an ICMP message tells. */
function aboutWhat({ about, tMs }: TraceRecord, peers: readonly TraceRecord[]): TraceRecord[] {
  const { from, to } = (about ?? {}) as Record<string, unknown>
  const found = peers.findLast((one) => {
    return carriesPorts(one) && one.from === from && one.to === to && one.tMs <= tMs
  })
  return found ? [found] : []
}

function messagesAbout(sent: TraceRecord, peers: readonly TraceRecord[]): TraceRecord[] {
  const messages = peers.filter(({ kind }) => kind === 'icmp.message')
  return messages.filter((message) => aboutWhat(message, peers)[0]?.n === sent.n)
}

/** A segment or datagram on the wire; a datagram that a socket told of is none. */
function carriesPorts({ kind, at }: TraceRecord): boolean {
  return kind === 'tcp.segment' || (kind === 'udp.datagram' && at === 'wire')
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

/** What was corrupted is dropped for its checksum: as if it had not arrived. */
function hasArrivedBy(record: TraceRecord, tMs: number): boolean {
  const { arrivedMs } = record
  return isNumber(arrivedMs) && arrivedMs <= tMs && !isCorrupted(record)
}

function isCorrupted({ fate }: TraceRecord): boolean {
  return fate === 'corrupted'
}

function hasFlag({ flags }: TraceRecord, flag: string): boolean {
  return Array.isArray(flags) && flags.includes(flag)
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
