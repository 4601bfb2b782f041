import type { Endpoint } from './address.ts'
import { type IcmpFields, icmpMessage } from './icmp.ts'
import type { IpHeader, Packet } from './packet.ts'
import { protocolNumber } from './protocol-number.ts'
import type { TcpSegment } from './tcp.ts'

const nothing = new Uint8Array()

export interface IpHeaderOptions {
  source: string
  destination: string
  /** Of the body: 6 for TCP. */
  protocol: number
  /** Time to live or hop limit; 64 unless told. */
  ttl?: number
}

/** A header of the version that the source's address has: fragmenting forbidden, all else 0. */
export function ipHeader({ source, destination, protocol, ttl = 64 }: IpHeaderOptions): IpHeader {
  const both = { dscp: 0, ecn: 0, source, destination }
  if (source.includes(':')) {
    return { ...both, version: 6, flowLabel: 0, hopLimit: ttl, nextHeader: protocol }
  }
  return {
    ...both,
    version: 4,
    identification: 0,
    dontFragment: true,
    moreFragments: false,
    fragmentOffsetBytes: 0,
    ttl,
    protocol,
    options: nothing,
  }
}

type TcpFields = Omit<TcpSegment, 'kind' | 'sourcePort' | 'destinationPort'>

export interface TcpPacketOptions extends Partial<TcpFields> {
  from: Endpoint
  to: Endpoint
  ttl?: number
}

/** A segment in its packet: window 65535, all that is not told empty or 0. */
export function tcpPacket({ from, to, ttl, ...fields }: TcpPacketOptions): Packet {
  return {
    ip: headerBetween(from.address, to.address, { protocol: protocolNumber.tcp, ttl }),
    body: {
      kind: 'tcp',
      sourcePort: from.port,
      destinationPort: to.port,
      seqNo: 0,
      ackNo: 0,
      flags: [],
      window: 0xffff,
      urgentPointer: 0,
      options: [],
      payload: nothing,
      ...fields,
    },
  }
}

export interface UdpPacketOptions {
  from: Endpoint
  to: Endpoint
  payload?: Uint8Array
  ttl?: number
}

/** A datagram in its packet. */
export function udpPacket({ from, to, payload = nothing, ttl }: UdpPacketOptions): Packet {
  return {
    ip: headerBetween(from.address, to.address, { protocol: protocolNumber.udp, ttl }),
    body: { kind: 'udp', sourcePort: from.port, destinationPort: to.port, payload },
  }
}

export interface IcmpPacketOptions extends Partial<Omit<IcmpFields, 'kind' | 'type'>> {
  from: string
  to: string
  type: number
  ttl?: number
}

/** A message in its packet, of ICMP or ICMPv6 as the addresses are; code and rest 0 unless told. */
export function icmpPacket({ from, to, ttl, ...fields }: IcmpPacketOptions): Packet {
  const kind = from.includes(':') ? 'icmpv6' : 'icmp'
  return {
    ip: headerBetween(from, to, { protocol: protocolNumber[kind], ttl }),
    body: icmpMessage({ kind, code: 0, rest: 0, payload: nothing, ...fields }),
  }
}

interface HeaderRest {
  protocol: number
  ttl: number | undefined
}

function headerBetween(source: string, destination: string, { protocol, ttl }: HeaderRest) {
  return ipHeader({ source, destination, protocol, ...(ttl !== undefined && { ttl }) })
}
