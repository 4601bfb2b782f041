import { endpointToText } from './address.ts'
import { readUint16 } from './big-endian.ts'
import type { IcmpMessage } from './icmp.ts'
import type { IpHeader, Packet } from './packet.ts'
import { parsePacket } from './parse-packet.ts'
import { protocolName, protocolNumber } from './protocol-number.ts'
import type { SegmentPast } from './segment-history.ts'
import type { TcpSegment } from './tcp.ts'
import type { TcpOption } from './tcp-option.ts'

export interface PrintPacketOptions {
  /** Numbers to print in place of the header's: what `SegmentHistory` told of this segment. */
  relative?: SegmentPast
}

/**
 * A packet in one line:
 * `10.1.0.1:40000 > 10.1.0.2:80 SYN seq 1000 win 64240 <mss 1460, sackOK, ts 1/0, wscale 7> len 0`.
 * Of bytes that are no packet it says why.
 */
export function printPacket(
  packet: Packet | Uint8Array,
  { relative = {} }: PrintPacketOptions = {},
): string {
  if (packet instanceof Uint8Array) {
    const parsed = parsePacket(packet)
    if (parsed.ok) return printPacket(parsed.packet, { relative })
    return `broken packet of ${packet.length} bytes: ${parsed.broken.message}`
  }
  const { ip, body } = packet
  switch (body.kind) {
    case 'tcp':
      return `${between(ip, body)} ${printTcp(body, relative)}`
    case 'udp':
      return `${between(ip, body)} UDP len ${body.payload.length}`
    case 'icmp':
    case 'icmpv6':
      return `${between(ip)} ${printIcmp(body)}`
    case 'fragment':
      return `${between(ip)} ${printFragment(ip)} len ${body.payload.length}`
    case 'other':
      return `${between(ip)} ${protocolName(protocolOf(ip))} len ${body.payload.length}`
  }
}

interface Ports {
  sourcePort?: number
  destinationPort?: number
}

function between(
  { source, destination }: Pick<IpHeader, 'source' | 'destination'>,
  { sourcePort, destinationPort }: Ports = {},
): string {
  return `${endpointToText(source, sourcePort)} > ${endpointToText(destination, destinationPort)}`
}

function printTcp(segment: TcpSegment, relative: SegmentPast): string {
  const { flags, seqNo, ackNo, window, urgentPointer, payload } = segment
  const options = segment.options.map(printOption).filter((text) => text !== '')
  return [
    flags.join('+') || 'no flags',
    `seq ${relative.relativeSeqNo ?? seqNo}`,
    ...(flags.includes('ACK') ? [`ack ${relative.relativeAckNo ?? ackNo}`] : []),
    `win ${window}`,
    ...(flags.includes('URG') ? [`urg ${urgentPointer}`] : []),
    ...(options.length > 0 ? [`<${options.join(', ')}>`] : []),
    `len ${payload.length}`,
    ...(relative.retransmissionOf ? [`retransmission of packet ${relative.retransmissionOf}`] : []),
  ].join(' ')
}

/** Padding is not worth a word. */
function printOption(option: TcpOption): string {
  switch (option.kind) {
    case 'end':
    case 'nop':
      return ''
    case 'mss':
      return `mss ${option.mssBytes}`
    case 'window-scale':
      return `wscale ${option.shift}`
    case 'sack-permitted':
      return 'sackOK'
    case 'sack':
      return `sack ${option.blocks.map(([left, right]) => `${left}-${right}`).join(' ')}`
    case 'timestamps':
      return `ts ${option.value}/${option.echo}`
    case 'other':
      return `option ${option.type} of ${option.value.length} bytes`
  }
}

function printIcmp(message: IcmpMessage): string {
  const { kind, name, codeName, identifier, sequenceNo, nextHopMtuBytes, quoted } = message
  return [
    kind === 'icmp' ? 'ICMP' : 'ICMPv6',
    name,
    ...(codeName ? [`(${codeName})`] : []),
    ...(identifier !== undefined ? [`id ${identifier} seq ${sequenceNo}`] : []),
    ...(nextHopMtuBytes !== undefined ? [`mtu ${nextHopMtuBytes}`] : []),
    ...(quoted ? [`about ${between(quoted, quoted)} ${protocolName(quoted.protocol)}`] : []),
    `len ${message.payload.length}`,
  ].join(' ')
}

function printFragment(ip: IpHeader): string {
  const { protocol, offsetBytes, isLast } = fragmentOf(ip)
  return `fragment of ${protocolName(protocol)} at ${offsetBytes}${isLast ? ', the last,' : ''}`
}

function fragmentOf(ip: IpHeader) {
  if (ip.version === 4) {
    const { protocol, fragmentOffsetBytes: offsetBytes, moreFragments } = ip
    return { protocol, offsetBytes, isLast: !moreFragments }
  }
  const header = ip.extensions?.find((extension) => extension.header === protocolNumber.fragment)
  const word = header ? readUint16(header.bytes, 2) : 0
  return { protocol: protocolOf(ip), offsetBytes: word & 0xfff8, isLast: (word & 1) === 0 }
}

function protocolOf(ip: IpHeader): number {
  if (ip.version === 4) return ip.protocol
  // The last extension header says what follows the headers.
  return ip.extensions?.at(-1)?.bytes[0] ?? ip.nextHeader
}
