import { readUint16, readUint32, writeUint16, writeUint32 } from './big-endian.ts'
import { checkedField } from './checked-field.ts'
import { icmpCodeName, icmpName } from './icmp-names.ts'
import { PacketFault } from './packet-fault.ts'
import { type QuotedPacket, quotedPacketOf } from './quoted-packet.ts'

/**
 * A message of ICMP (RFC 792) or of ICMPv6 (RFC 4443 §2.1): what is on the wire.
 *
 * ```
 *   +---------------+---------------+-------------------------------+
 *   |     Type      |     Code      |           Checksum            |
 *   +---------------+---------------+-------------------------------+
 *   |      rest: of another meaning in each type, 4 bytes           |
 *   +---------------------------------------------------------------+
 *   |      payload: echoed data, or the packet it is about          |
 *   +---------------------------------------------------------------+
 * ```
 */
export interface IcmpFields {
  kind: 'icmp' | 'icmpv6'
  type: number
  code: number
  /** The second four bytes as a number. */
  rest: number
  payload: Uint8Array
  /** Left out, it is right. */
  checksum?: number
}

/** The fields with what they mean. What is emitted are the fields: `icmpMessage` reads the meaning from them. */
export interface IcmpMessage extends IcmpFields, IcmpMeaning {}

export interface IcmpMeaning {
  /** `destination unreachable`; `type 200` where it has no name here. */
  name: string
  /** `fragmentation needed`; absent where the code has no name. */
  codeName?: string
  /** Of echo request and echo reply. */
  identifier?: number
  sequenceNo?: number
  /** Of fragmentation needed (RFC 1191 §4; 0 from those who do not know it) and packet too big. */
  nextHopMtuBytes?: number
  /** Of parameter problem: offset in the quoted packet. */
  pointer?: number
  /** Of the messages that tell an error: the packet which it is about. */
  quoted?: QuotedPacket
}

/** A message of these fields. */
export function icmpMessage(fields: IcmpFields): IcmpMessage {
  return { ...fields, ...meaningOf(fields) }
}

function meaningOf({ kind, type, code, rest, payload }: IcmpFields): IcmpMeaning {
  const meaning: IcmpMeaning = { name: icmpName(kind, type) }
  const codeName = icmpCodeName(kind, type, code)
  if (codeName) meaning.codeName = codeName
  if (meaning.name === 'echo request' || meaning.name === 'echo reply') {
    meaning.identifier = rest >>> 16
    meaning.sequenceNo = rest & 0xffff
  }
  if (codeName === 'fragmentation needed') meaning.nextHopMtuBytes = rest & 0xffff
  if (meaning.name === 'packet too big') meaning.nextHopMtuBytes = rest
  if (meaning.name === 'parameter problem') meaning.pointer = kind === 'icmp' ? rest >>> 24 : rest
  if (quotesPacket(kind, type)) {
    const quoted = quotedPacketOf(payload, 0, payload.length)
    if (quoted) meaning.quoted = quoted
  }
  return meaning
}

/** True for the types that carry the beginning of the packet which they are about. */
export function quotesPacket(kind: 'icmp' | 'icmpv6', type: number): boolean {
  if (kind === 'icmpv6') return type >= 1 && type <= 4
  return (type >= 3 && type <= 5) || type === 11 || type === 12
}

export interface IcmpSpan {
  kind: 'icmp' | 'icmpv6'
  at: number
  end: number
}

/** Reads the message in `bytes[at, end)`. */
export function parseIcmp(
  bytes: Uint8Array,
  { kind, at, end }: IcmpSpan,
): IcmpMessage | PacketFault {
  const here = end - at
  if (here < 8) {
    return new PacketFault(
      'icmp-cut',
      `expected an ICMP message of 8 bytes, ${here} are there`,
      end,
    )
  }
  return icmpMessage({
    kind,
    type: bytes[at] as number,
    code: bytes[at + 1] as number,
    rest: readUint32(bytes, at + 4),
    payload: bytes.subarray(at + 8, end),
    checksum: readUint16(bytes, at + 2),
  })
}

/** Writes the message at `at`, its checksum as given or 0. @throws RangeError */
export function emitIcmp(message: IcmpFields, bytes: Uint8Array, at: number): void {
  const { kind } = message
  bytes[at] = checkedField(`${kind}.type`, message.type, 0xff)
  bytes[at + 1] = checkedField(`${kind}.code`, message.code, 0xff)
  writeUint16(bytes, at + 2, checkedField(`${kind}.checksum`, message.checksum ?? 0, 0xffff))
  writeUint32(bytes, at + 4, checkedField(`${kind}.rest`, message.rest, 0xffff_ffff))
  bytes.set(message.payload, at + 8)
}
