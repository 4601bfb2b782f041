import { readUint16, readUint32 } from './big-endian.ts'
import { type IpLayout, ipLayoutOf } from './ip-layout.ts'
import { readIpv4Address } from './ipv4-address.ts'
import { readIpv6Address } from './ipv6-address.ts'
import { PacketFault } from './packet-fault.ts'
import { bodyKindOf } from './parse-packet.ts'
import { tcpPayloadAt } from './tcp.ts'
import { udpEnd } from './udp.ts'

/** What a forwarder and a rule need to know of a packet. It holds no view of the packet's bytes. */
export interface PacketSight {
  version: 4 | 6
  protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'fragment' | 'other'
  source: string
  destination: string
  /** 0 in all but TCP and UDP. */
  sourcePort: number
  destinationPort: number
  /** Bits as in the header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128; 0 in all but TCP. */
  flags: number
  /** 0 in all but TCP. */
  seqNo: number
  ackNo: number
  /** As in the header, not scaled; 0 in all but TCP. */
  window: number
  /** Offset of what the protocol carries: data behind TCP, UDP and ICMP headers, else all behind the IP headers. */
  payloadAt: number
  payloadBytes: number
  /** The whole IP packet. */
  packetBytes: number
}

/**
 * The quick look at a packet: no option is read, no checksum. Undefined where the headers are too broken to
 * tell, for which `parsePacket` has the reason. It keeps nothing of `bytes`, which may be used again.
 */
export function sightOf(bytes: Uint8Array): PacketSight | undefined {
  const layout = ipLayoutOf(bytes)
  if (layout instanceof PacketFault) return undefined
  const protocol = bodyKindOf(layout)
  if (protocol === 'tcp') return tcpSight(bytes, layout)
  if (protocol === 'udp') return udpSight(bytes, layout)
  const isIcmp = protocol === 'icmp' || protocol === 'icmpv6'
  if (isIcmp && layout.end - layout.bodyAt < 8) return undefined
  const sight = sightOfIp(bytes, layout, protocol)
  if (isIcmp) {
    sight.payloadAt += 8
    sight.payloadBytes -= 8
  }
  return sight
}

function sightOfIp(
  bytes: Uint8Array,
  { version, bodyAt, end }: IpLayout,
  protocol: PacketSight['protocol'],
): PacketSight {
  return {
    version,
    protocol,
    source: version === 4 ? readIpv4Address(bytes, 12) : readIpv6Address(bytes, 8),
    destination: version === 4 ? readIpv4Address(bytes, 16) : readIpv6Address(bytes, 24),
    sourcePort: 0,
    destinationPort: 0,
    flags: 0,
    seqNo: 0,
    ackNo: 0,
    window: 0,
    payloadAt: bodyAt,
    payloadBytes: end - bodyAt,
    packetBytes: end,
  }
}

function tcpSight(bytes: Uint8Array, layout: IpLayout): PacketSight | undefined {
  const at = layout.bodyAt
  const payloadAt = tcpPayloadAt(bytes, at, layout.end)
  if (payloadAt instanceof PacketFault) return undefined
  const sight = sightOfIp(bytes, layout, 'tcp')
  sight.sourcePort = readUint16(bytes, at)
  sight.destinationPort = readUint16(bytes, at + 2)
  sight.flags = bytes[at + 13] as number
  sight.seqNo = readUint32(bytes, at + 4)
  sight.ackNo = readUint32(bytes, at + 8)
  sight.window = readUint16(bytes, at + 14)
  sight.payloadAt = payloadAt
  sight.payloadBytes = layout.end - payloadAt
  return sight
}

function udpSight(bytes: Uint8Array, layout: IpLayout): PacketSight | undefined {
  const at = layout.bodyAt
  const end = udpEnd(bytes, at, layout.end)
  if (end instanceof PacketFault) return undefined
  const sight = sightOfIp(bytes, layout, 'udp')
  sight.sourcePort = readUint16(bytes, at)
  sight.destinationPort = readUint16(bytes, at + 2)
  sight.payloadAt = at + 8
  sight.payloadBytes = end - at - 8
  return sight
}
