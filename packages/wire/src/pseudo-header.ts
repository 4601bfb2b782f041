import { parseAddress } from './address.ts'
import { writeUint32 } from './big-endian.ts'
import { checkedField } from './checked-field.ts'
import { checksumOfSum, sumWords } from './checksum.ts'
import type { IpLayout } from './ip-layout.ts'
import { protocolNumber } from './protocol-number.ts'

export interface PseudoHeaderOptions {
  source: string
  destination: string
  /** 6 for TCP, 17 for UDP, 58 for ICMPv6. */
  protocol: number
  /** Header and payload of the segment or datagram. */
  bodyBytes: number
}

/**
 * What the checksum of TCP, UDP and ICMPv6 covers besides the body, so that one which came to the wrong
 * address is found out.
 *
 * ```
 *   IPv4 (RFC 9293 §3.1)                      IPv6 (RFC 8200 §8.1)
 *   | source, 4 bytes                     |   | source, 16 bytes       |
 *   | destination, 4                      |   | destination, 16        |
 *   | zero | protocol | body's length, 2  |   | body's length, 4       |
 *                                             | zero, 3 | next header  |
 * ```
 * @throws RangeError when the addresses are not two of one version.
 */
export function pseudoHeader(options: PseudoHeaderOptions): Uint8Array {
  const source = parseAddress(options.source)
  const destination = parseAddress(options.destination)
  if (!source || source.length !== destination?.length) {
    const got = `"${options.source}" and "${options.destination}"`
    throw new RangeError(`source, destination: expected two addresses of one version, got ${got}`)
  }
  const size = source.length
  const protocol = checkedField('protocol', options.protocol, 0xff)
  const bodyBytes = checkedField('bodyBytes', options.bodyBytes, size === 4 ? 0xffff : 0xffff_ffff)
  const bytes = new Uint8Array(size === 4 ? 12 : 40)
  bytes.set(source)
  bytes.set(destination, size)
  writeUint32(bytes, 2 * size, bodyBytes)
  if (size === 4) bytes[9] = protocol
  else bytes[39] = protocol
  return bytes
}

/**
 * The checksum of a packet's body up to `bodyEnd`, with the pseudo header where the protocol has one: what
 * to write over a zero, and 0 where the right one stands already.
 */
export function bodyChecksum(bytes: Uint8Array, layout: IpLayout, bodyEnd: number): number {
  const { bodyAt, protocol } = layout
  // ICMP of IPv4 has no pseudo header (RFC 792).
  const before = protocol === protocolNumber.icmp ? 0 : addressSum(bytes, layout)
  // A body has less than 2^16 bytes, so the upper half of its length adds nothing.
  const length = protocol === protocolNumber.icmp ? 0 : protocol + (bodyEnd - bodyAt)
  return checksumOfSum(sumWords(bytes, bodyAt, bodyEnd, before + length))
}

function addressSum(bytes: Uint8Array, { version, finalDestinationAt }: IpLayout): number {
  // In the header the two stand behind each other.
  if (version === 4) return sumWords(bytes, 12, 20)
  if (finalDestinationAt === 24) return sumWords(bytes, 8, 40)
  return sumWords(bytes, finalDestinationAt, finalDestinationAt + 16, sumWords(bytes, 8, 24))
}
