import type { IcmpFields, IcmpMessage } from './icmp.ts'
import type { Ipv4Header } from './ipv4.ts'
import type { Ipv6Header } from './ipv6.ts'
import type { TcpSegment } from './tcp.ts'
import type { UdpDatagram } from './udp.ts'

export type IpHeader = Ipv4Header | Ipv6Header

/** An IP packet: its header, and the one thing in it. */
export interface Packet {
  ip: IpHeader
  body: PacketBody
}

export type PacketBody = TcpSegment | UdpDatagram | IcmpMessage | FragmentBody | OtherBody

/** A part of what was sent: only all the fragments together tell what it is. */
export interface FragmentBody {
  kind: 'fragment'
  payload: Uint8Array
}

/** Of a protocol that is not parsed here. */
export interface OtherBody {
  kind: 'other'
  payload: Uint8Array
}

/** What can be emitted: a packet, in which the meaning of an ICMP message may be missing. */
export interface EmittablePacket {
  ip: IpHeader
  body: Exclude<PacketBody, IcmpMessage> | IcmpFields
}
