/** One end of the path. */
export type Side = 'client' | 'server'

export type PacketKind =
  | 'SYN'
  | 'SYN+ACK'
  | 'ACK'
  | 'data segment'
  | 'FIN'
  | 'RST'
  | 'retransmission'
  | 'segment'
  | 'datagram'
  | 'ICMP message'
  | 'packet'

/** Which of the packets of that kind, counted from 1. */
export type Which =
  | { kind: 'all' }
  /** Both included. */
  | { kind: 'range'; first: number; last: number }
  | { kind: 'every'; nth: number }

export type HoldEnd =
  | { kind: 'released' }
  | { kind: 'time'; forMs: number }
  /** So many packets of the same direction have gone by. */
  | { kind: 'passed'; packets: number }

export type Damage =
  /** One random bit behind the IP header: a checksum catches it. */
  | { kind: 'bit' }
  /** One random bit of this byte of the payload, counted from 1. */
  | { kind: 'byte'; byteNo: number }
  /** Two 16-bit words of the payload change places: no Internet checksum catches it (RFC 1071 §2). */
  | { kind: 'swap' }

export type Order =
  | { action: 'drop' }
  | { action: 'hold'; until: HoldEnd }
  | { action: 'delay'; byMs: number }
  | { action: 'duplicate' }
  | { action: 'corrupt'; damage: Damage }

/** A rule as it was understood. */
export interface Rule {
  /** As it was written, with single spaces. */
  text: string
  order: Order
  kind: PacketKind
  which: Which
  from: Side | 'either'
  sourcePort?: number
  destinationPort?: number
  /**
   * With `which` a range: so many transmissions of each packet that is meant. With all: so many packets.
   * Endless for all, 1 for a range, unless told.
   */
  times: number
}
