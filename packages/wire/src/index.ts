export { addressToText, type Endpoint, endpointToText, parseAddress } from './address.ts'
export {
  type IcmpPacketOptions,
  type IpHeaderOptions,
  icmpPacket,
  ipHeader,
  type TcpPacketOptions,
  tcpPacket,
  type UdpPacketOptions,
  udpPacket,
} from './build-packet.ts'
export { internetChecksum } from './checksum.ts'
export { emitPacket, withoutComputed } from './emit-packet.ts'
export type { PacketField } from './fields/packet-field.ts'
export { packetFields } from './fields/packet-fields.ts'
export { type IcmpFields, type IcmpMeaning, type IcmpMessage, icmpMessage } from './icmp.ts'
export type { Ipv4Header } from './ipv4.ts'
export type { Ipv6Extension, Ipv6Header } from './ipv6.ts'
export type {
  EmittablePacket,
  FragmentBody,
  IpHeader,
  OtherBody,
  Packet,
  PacketBody,
} from './packet.ts'
export type { PacketFault, PacketFaultCode } from './packet-fault.ts'
export { type PacketSight, sightOf } from './packet-sight.ts'
export { type ParsedPacket, parsePacket } from './parse-packet.ts'
export * from './pcapng/index.ts'
export { type PrintPacketOptions, printPacket } from './print-packet.ts'
export { protocolName, protocolNumber } from './protocol-number.ts'
export { type PseudoHeaderOptions, pseudoHeader } from './pseudo-header.ts'
export type { QuotedPacket } from './quoted-packet.ts'
export { SegmentHistory, type SegmentPast, type SegmentSight } from './segment-history.ts'
export { sequenceLength } from './sequence-length.ts'
export { seqAdd, seqDiff, seqLess, seqLessOrEqual } from './sequence-number.ts'
export type { TcpSegment } from './tcp.ts'
export { type TcpFlag, tcpFlagBit, tcpFlagMask, tcpFlags, tcpFlagsOf } from './tcp-flag.ts'
export type { TcpOption } from './tcp-option.ts'
export { summarizeTcpOptions, type TcpOptionSummary } from './tcp-option-summary.ts'
export type { UdpDatagram } from './udp.ts'
export { type ChecksumVerdicts, verifyChecksums } from './verify-checksums.ts'
