/** One end of a connection: `{ address: '10.1.0.1', port: 36692 }`. */
export interface End {
  address: string
  port: number
}

/** What the SYN is to say. Every number is whole, and fits into its field. */
export interface SynPlan {
  from: End
  to: End
  /** Of the IP packet, 16 bits. */
  identification: number
  /** The initial sequence number, 32 bits. */
  isn: number
  window: number
  /** Those that are given stand in the SYN, and no others. */
  options: {
    mssBytes?: number
    windowScale?: number
    sackPermitted?: true
    timestampValue?: number
  }
}

/**
 * Builds a SYN, byte by byte: a whole IP packet (RFC 791 §3.1, RFC 9293 §3.1) as it goes over the wire.
 *
 *         0        1        2        3
 *       ┌────────┬────────┬─────────────────┐   0x45: version 4, and a header of 5 rows of 4 bytes
 *     0 │  0x45  │   0    │  total length   │   total length: of the whole packet, in bytes
 *     4 │ identification  │     0x4000      │   0x4000: Don't Fragment, and offset 0
 *     8 │ TTL 64 │  TCP 6 │ header checksum │   header checksum: over these 20 bytes
 *    12 │           from.address            │
 *    16 │            to.address             │
 *       ╞═════════════════╤═════════════════╡
 *    20 │    from.port    │     to.port     │
 *    24 │                isn                │
 *    28 │                 0                 │   nothing has come yet that could be acknowledged
 *    32 │ offset │  SYN   │     window      │   offset: rows of the TCP header, in the upper half of the
 *    36 │    checksum     │        0        │   byte; the lower half is 0. SYN is 0x02
 *    40 │ options, none or up to 40 bytes   │   checksum: over the TCP header and the pseudo header
 *       └───────────────────────────────────┘
 *
 * Options, of which the length counts kind and length too:
 *
 *     02 04 mssBytes (2 bytes)         04 02                                       SACK permitted
 *     03 03 windowScale (1 byte)       08 0a timestampValue (4 bytes) 0 (4 bytes)  timestamps
 *
 * They stand in any order. A NOP (01) may stand before or behind each of them, and the header ends with
 * a full row: what is missing is filled with NOPs, or with zeros. No payload follows.
 *
 * A checksum (RFC 1071) is the sum of all 16-bit words, with the checksum's own field taken as 0. What
 * does not fit into 16 bits is added at the lower end again, until nothing is left over. Then all bits are
 * turned. It may come out as 0, and is then sent as 0.
 *
 * The TCP checksum begins with a pseudo header, which is summed and not sent. So a segment that has
 * arrived at the wrong address is noticed:
 *
 *     from.address (4 bytes), to.address (4 bytes), 0, 6, length of the TCP header (2 bytes)
 *
 * Everything begins with its highest byte. This is a SYN that a Linux kernel sent; it has the options in
 * the order MSS, SACK permitted, timestamps, NOP, window scale:
 *
 *     4500003c ab824000 40067b35 0a010001 0a010002
 *     8f540050 f8eaa5e8 00000000 a002faf0 e7930000 020405b4 0402080a 2f41f3ba 00000000 0103030a
 */
export function buildSyn(plan: SynPlan): Uint8Array {
  // TODO: this is a SYN without options, and nobody has summed anything.
  const packet = new Uint8Array(40)
  const view = new DataView(packet.buffer)
  view.setUint8(0, 0x45)
  view.setUint16(2, packet.length)
  view.setUint16(4, plan.identification)
  view.setUint16(6, 0x4000)
  view.setUint8(8, 64)
  view.setUint8(9, 6)
  packet.set(plan.from.address.split('.').map(Number), 12)
  packet.set(plan.to.address.split('.').map(Number), 16)
  view.setUint16(20, plan.from.port)
  view.setUint16(22, plan.to.port)
  view.setUint32(24, plan.isn)
  view.setUint8(32, 0x50)
  view.setUint8(33, 0x02)
  view.setUint16(34, plan.window)
  return packet
}
