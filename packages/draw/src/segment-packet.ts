import type { TraceRecord } from '@socket-labs/trace'
import type { Side } from './ladder-event.ts'
import { countOf } from './record-fields.ts'
import { safeText } from './safe-text.ts'

/** A packet that was seen on the wire, as its record tells it; what the record does not say is undefined. */
export interface WirePacket {
  record: TraceRecord
  /** IP: some other protocol. */
  protocol: 'TCP' | 'UDP' | 'ICMP' | 'IP'
  from: Side
  /** Counts the packets of the run's link, from 1. */
  packetNo: number | undefined
  flags: readonly string[]
  /** From each side's initial sequence number on where that was seen, else as in the header. */
  seqNo: number | undefined
  ackNo: number | undefined
  payloadBytes: number
  sentMs: number
  /** Never before `sentMs`; undefined where it did not arrive or nobody saw it arrive. */
  arrivedMs: number | undefined
  copyArrivedMs: number | undefined
  diedMs: number | undefined
  isLost: boolean
  isCorrupted: boolean
  heldMs: number | undefined
  /** Number of an earlier packet with the same sequence numbers. */
  retransmissionOf: number | undefined
  /** Number of a packet that was sent before this one and arrived after it; and the other way round. */
  overtook?: number
  overtakenBy?: number
  /** The window in bytes, where the one before had been 0. */
  opensWindowBytes?: number
}

/** What one record cannot say of itself. */
export interface PacketContext {
  from: Side
  seqNo?: number | undefined
  ackNo?: number | undefined
}

const protocols = new Map<unknown, WirePacket['protocol']>([
  ['tcp.segment', 'TCP'],
  ['udp.datagram', 'UDP'],
  ['icmp.message', 'ICMP'],
  ['ip.packet', 'IP'],
])

/** True for the record of a packet between the two ends; a datagram that a socket told of is none. */
export function isPacket({ kind, at }: TraceRecord): boolean {
  return protocols.has(kind) && (kind !== 'udp.datagram' || at === 'wire')
}

/** Never throws; a time that is no number is as if it were not there. */
export function packetOf(record: TraceRecord, context: PacketContext): WirePacket {
  const sentMs = Number.isFinite(record.tMs) ? record.tMs : 0
  const isLost = record.fate === 'dropped'
  const later = (field: string) => {
    const tMs = countOf(record, field)
    return tMs === undefined ? undefined : Math.max(tMs, sentMs)
  }
  return {
    record,
    protocol: protocols.get(record.kind) ?? 'TCP',
    from: context.from,
    packetNo: countOf(record, 'packetNo'),
    flags: flagsOf(record),
    seqNo: countOf(record, 'relativeSeqNo') ?? context.seqNo ?? countOf(record, 'seqNo'),
    ackNo: countOf(record, 'relativeAckNo') ?? context.ackNo ?? countOf(record, 'ackNo'),
    payloadBytes: countOf(record, 'payloadBytes') ?? 0,
    sentMs,
    arrivedMs: isLost ? undefined : later('arrivedMs'),
    copyArrivedMs: later('copyArrivedMs'),
    diedMs: isLost ? later('diedMs') : undefined,
    isLost,
    isCorrupted: record.fate === 'corrupted',
    heldMs: countOf(record, 'heldMs') || undefined,
    retransmissionOf: countOf(record, 'retransmissionOf'),
  }
}

/** More flags than there are is not a list of flags. */
const mostFlags = 8

export function flagsOf({ flags }: TraceRecord): string[] {
  if (!Array.isArray(flags)) return []
  return flags.slice(0, mostFlags).map((flag) => safeText(flag).slice(0, 3))
}

export function optionsOf({ record: { options } }: WirePacket): Record<string, unknown> {
  return typeof options === 'object' && options !== null ? (options as Record<string, unknown>) : {}
}

export function hasFlag({ flags }: WirePacket, flag: string): boolean {
  return flags.includes(flag)
}

/** A segment that only acknowledges. */
export function isPureAck({ protocol, flags, payloadBytes }: WirePacket): boolean {
  return protocol === 'TCP' && payloadBytes === 0 && flags.every((flag) => flag === 'ACK')
}

/** One of many that a long stretch may leave out: nothing begins, ends or goes wrong with it. */
export function isRoutine(packet: WirePacket): boolean {
  const { protocol, flags, isLost, isCorrupted, copyArrivedMs, heldMs, retransmissionOf } = packet
  if (isLost || isCorrupted || retransmissionOf !== undefined) return false
  if (copyArrivedMs !== undefined || heldMs !== undefined) return false
  if (protocol !== 'TCP') return protocol === 'UDP'
  if (packet.record.window === 0 || packet.opensWindowBytes !== undefined) return false
  return flags.every((flag) => flag === 'ACK' || flag === 'PSH')
}
