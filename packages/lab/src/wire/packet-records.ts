import type { TellFate } from '@socket-labs/path'
import type { RecordDraft } from '@socket-labs/trace'
import {
  endpointToText,
  type IcmpMessage,
  type Packet,
  type PacketSight,
  parsePacket,
  SegmentHistory,
  summarizeTcpOptions,
  type TcpSegment,
} from '@socket-labs/wire'

type Draft = Partial<RecordDraft> & Pick<RecordDraft, 'kind' | 'at' | 'origin'>
type PartOf = ReturnType<SegmentHistory['see']>

/**
 * Turns what the path tells of packets into records. It is told of each packet twice: when it is sent,
 * which gives its place in its connection's numbers, and when its fate is known.
 */
export class PacketRecords {
  readonly #history = new SegmentHistory()
  readonly #parts = new Map<number, PartOf>()

  sent(packetNo: number, sight: PacketSight): void {
    this.#parts.set(packetNo, this.#history.see(sight, packetNo))
  }

  /** The record of a packet whose fate is known. */
  record(told: TellFate): Draft {
    const part = this.#parts.get(told.packetNo)
    this.#parts.delete(told.packetNo)
    const parsed = parsePacket(told.packet)
    const draft: Draft = parsed.ok ? bodyOf(parsed.packet) : draftOf('ip.packet', 'broken')
    if (part) Object.assign(draft, part)
    addWay(draft, told)
    draft.packetBytes = told.packet.length
    if (told.arrivedPacket) draft.damage = damageOf(told.packet, told.arrivedPacket)
    return draft
  }
}

function draftOf(kind: string, protocol?: string): Draft {
  return { kind, at: 'wire', origin: 'observed', protocol }
}

/** One field after the other: a hundred thousand packets a second leave no time for more. */
function addWay(draft: Draft, told: TellFate): void {
  const { arrivedAtMs, copyArrivedAtMs, diedAtMs, heldMs, sentAtMs } = told
  draft.tMs = rounded(sentAtMs)
  draft.tObservedMs = rounded(copyArrivedAtMs ?? arrivedAtMs ?? diedAtMs ?? sentAtMs)
  draft.sender = told.from
  draft.packetNo = told.packetNo
  draft.fate = told.fate
  if (told.cause) draft.cause = told.cause
  if (told.rule !== undefined) draft.rule = told.rule
  if (arrivedAtMs !== undefined) draft.arrivedMs = rounded(arrivedAtMs)
  if (copyArrivedAtMs !== undefined) draft.copyArrivedMs = rounded(copyArrivedAtMs)
  if (diedAtMs !== undefined) draft.diedMs = rounded(diedAtMs)
  if (heldMs !== undefined) draft.heldMs = rounded(heldMs)
}

/** A byte that arrived as another than was sent; `at` counts from the packet's first, which is 0. */
export interface DamagedByte {
  at: number
  was: number
  is: number
}

function damageOf(sent: Uint8Array, arrived: Uint8Array): DamagedByte[] {
  return [...sent].flatMap((was, at) => {
    const is = arrived[at] ?? 0
    return was === is ? [] : [{ at, was, is }]
  })
}

/** Microseconds are as fine as the clock is worth. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

function bodyOf({ ip, body }: Packet): Draft {
  if (body.kind === 'tcp') return segmentOf(ip, body)
  if (body.kind === 'udp') {
    const { sourcePort, destinationPort, payload } = body
    const draft = draftOf('udp.datagram')
    draft.transport = 'udp'
    draft.from = endpointToText(ip.source, sourcePort)
    draft.to = endpointToText(ip.destination, destinationPort)
    draft.payloadBytes = payload.length
    return draft
  }
  const isIcmp = body.kind === 'icmp' || body.kind === 'icmpv6'
  const draft = isIcmp ? draftOf('icmp.message') : draftOf('ip.packet', body.kind)
  draft.from = ip.source
  draft.to = ip.destination
  return isIcmp ? Object.assign(draft, icmpOf(body)) : draft
}

function segmentOf(ip: Packet['ip'], segment: TcpSegment): Draft {
  const { sourcePort, destinationPort, flags, seqNo, ackNo, window, options, payload } = segment
  return {
    kind: 'tcp.segment',
    at: 'wire',
    origin: 'observed',
    from: endpointToText(ip.source, sourcePort),
    to: endpointToText(ip.destination, destinationPort),
    flags,
    seqNo,
    ackNo,
    window,
    options: summarizeTcpOptions(options),
    payloadBytes: payload.length,
  }
}

function icmpOf({ type, code, name, codeName, quoted }: IcmpMessage): Record<string, unknown> {
  const about = quoted && {
    from: endpointToText(quoted.source, quoted.sourcePort ?? 0),
    to: endpointToText(quoted.destination, quoted.destinationPort ?? 0),
  }
  return { type, code, name, ...(codeName && { codeName }), ...(about && { about }) }
}
