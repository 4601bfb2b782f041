/** What can be wrong with the bytes of a packet, so that its fields cannot be told. Each has one cause. */
export type PacketFaultCode =
  /** There are no bytes. */
  | 'packet-empty'
  /** The first four bits are neither 4 nor 6. */
  | 'ip-version'
  /** Fewer bytes than the IPv4 header has. */
  | 'ipv4-cut'
  /** The IPv4 header says that it is shorter than 20 bytes. */
  | 'ipv4-header-length'
  /** The total length is less than the header. */
  | 'ipv4-total-length'
  /** The total length is more than the bytes. */
  | 'ipv4-payload-cut'
  /** Fewer bytes than the IPv6 header has. */
  | 'ipv6-cut'
  /** The payload length is more than the bytes. */
  | 'ipv6-payload-cut'
  /** An extension header reaches past the end of the packet. */
  | 'ipv6-extension-cut'
  /** Fewer bytes than a TCP header has. */
  | 'tcp-cut'
  /** The data offset is less than 20 bytes. */
  | 'tcp-data-offset'
  /** The data offset is behind the end of the segment. */
  | 'tcp-options-cut'
  /** The length of a TCP option is less than 2, missing, or reaches past the options. */
  | 'tcp-option-length'
  /** Fewer bytes than a UDP header has. */
  | 'udp-cut'
  /** The UDP length is less than 8. */
  | 'udp-length'
  /** The UDP length is more than the bytes. */
  | 'udp-payload-cut'
  /** Fewer than the eight bytes that every ICMP message has. */
  | 'icmp-cut'

/** Why a packet cannot be parsed. A value: nothing throws it. */
export class PacketFault {
  readonly code: PacketFaultCode
  /** What was expected, what came. */
  readonly message: string
  /** Offset of the first byte that cannot be right, or that is missing. */
  readonly at: number
  constructor(code: PacketFaultCode, message: string, at: number) {
    this.code = code
    this.message = message
    this.at = at
  }
}
