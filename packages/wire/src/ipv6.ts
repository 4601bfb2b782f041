import { writeAddress } from './address.ts'
import { readUint16, readUint32, writeUint16, writeUint32 } from './big-endian.ts'
import { checkedField } from './checked-field.ts'
import { extensionBytes, type IpLayout } from './ip-layout.ts'
import { readIpv6Address } from './ipv6-address.ts'

/**
 * The header of IPv6 (RFC 8200 §3).
 *
 * ```
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+-----------+---+---------------------------------------+
 *   |Version|   DSCP    |ECN|              Flow Label               |
 *   +-------+-----------+---+-------+---------------+---------------+
 *   |        Payload Length         |  Next Header  |   Hop Limit   |
 *   +-------------------------------+---------------+---------------+
 *   |                  Source Address, 16 bytes                     |
 *   +---------------------------------------------------------------+
 *   |                Destination Address, 16 bytes                  |
 *   +---------------------------------------------------------------+
 *   |     Extension headers, each a multiple of 8 bytes, or none    |
 *   +---------------------------------------------------------------+
 * ```
 */
export interface Ipv6Header {
  version: 6
  dscp: number
  ecn: number
  flowLabel: number
  hopLimit: number
  /** What follows this header: the first extension header, or the body. */
  nextHeader: number
  source: string
  destination: string
  /** All that follows this header. Left out, it is what it must be. */
  payloadBytes?: number
  /** In the order they stand; none unless told. */
  extensions?: Ipv6Extension[]
}

/** A hop-by-hop, routing, destination options or fragment header (RFC 8200 §4). */
export interface Ipv6Extension {
  /** Which it is: 0, 43, 60 or 44. It stands in the header in front. */
  header: number
  /** All of it; the first byte says what follows. A multiple of 8. */
  bytes: Uint8Array
}

/** Reads the header whose parts `layout` has found. Never fails. */
export function parseIpv6(bytes: Uint8Array, layout: IpLayout): Ipv6Header {
  const first = readUint32(bytes, 0)
  const header: Ipv6Header = {
    version: 6,
    dscp: (first >>> 22) & 0x3f,
    ecn: (first >>> 20) & 3,
    flowLabel: first & 0xfffff,
    hopLimit: bytes[7] as number,
    nextHeader: bytes[6] as number,
    source: readIpv6Address(bytes, 8),
    destination: readIpv6Address(bytes, 24),
    payloadBytes: readUint16(bytes, 4),
  }
  if (layout.bodyAt > 40) header.extensions = extensionsOf(bytes, layout)
  return header
}

function extensionsOf(bytes: Uint8Array, layout: IpLayout): Ipv6Extension[] {
  const extensions: Ipv6Extension[] = []
  let header = bytes[6] as number
  for (let at = 40; at < layout.bodyAt; ) {
    const next = at + extensionBytes(bytes, at, header)
    extensions.push({ header, bytes: bytes.subarray(at, next) })
    header = bytes[at] as number
    at = next
  }
  return extensions
}

/** Size of the header with its extension headers. @throws RangeError */
export function ipv6HeaderBytes({ extensions = [] }: Ipv6Header): number {
  let size = 40
  for (const { bytes } of extensions) {
    if (bytes.length === 0 || bytes.length % 8 !== 0) {
      const field = 'ipv6.extensions: bytes of one'
      throw new RangeError(`${field}: expected a multiple of 8, got ${bytes.length}`)
    }
    size += bytes.length
  }
  return size
}

/** Writes the headers to the front of `bytes`, which are as long as the packet. @throws RangeError */
export function emitIpv6(header: Ipv6Header, bytes: Uint8Array): void {
  const dscp = checkedField('ipv6.dscp', header.dscp, 0x3f)
  const ecn = checkedField('ipv6.ecn', header.ecn, 3)
  const flowLabel = checkedField('ipv6.flowLabel', header.flowLabel, 0xfffff)
  const payloadBytes = header.payloadBytes ?? bytes.length - 40
  writeUint32(bytes, 0, (6 << 28) | (dscp << 22) | (ecn << 20) | flowLabel)
  writeUint16(bytes, 4, checkedField('ipv6.payloadBytes', payloadBytes, 0xffff))
  bytes[6] = checkedField('ipv6.nextHeader', header.nextHeader, 0xff)
  bytes[7] = checkedField('ipv6.hopLimit', header.hopLimit, 0xff)
  writeAddress('ipv6.source', header.source, { version: 6, bytes, at: 8 })
  writeAddress('ipv6.destination', header.destination, { version: 6, bytes, at: 24 })
  let at = 40
  for (const extension of header.extensions ?? []) {
    bytes.set(extension.bytes, at)
    at += extension.bytes.length
  }
}
