import { writeAddress } from './address.ts'
import { readUint16, writeUint16 } from './big-endian.ts'
import { checkedField } from './checked-field.ts'
import { checksumOfSum, sumWords } from './checksum.ts'
import type { IpLayout } from './ip-layout.ts'
import { readIpv4Address } from './ipv4-address.ts'

/**
 * The header of IPv4 (RFC 791 §3.1; DSCP in RFC 2474 §3, ECN in RFC 3168 §5).
 *
 * ```
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+-------+-----------+---+-------------------------------+
 *   |Version|  IHL  |   DSCP    |ECN|         Total Length          |
 *   +-------+-------+-----------+---+-----+-------------------------+
 *   |        Identification         |0 D M|     Fragment Offset     |
 *   +---------------+---------------+-----+-------------------------+
 *   | Time to Live  |   Protocol    |        Header Checksum        |
 *   +---------------+---------------+-------------------------------+
 *   |                        Source Address                         |
 *   +---------------------------------------------------------------+
 *   |                      Destination Address                      |
 *   +---------------------------------------------------------------+
 *   |                 Options, to a multiple of 4                   |
 *   +---------------------------------------------------------------+
 * ```
 */
export interface Ipv4Header {
  version: 4
  dscp: number
  ecn: number
  identification: number
  /** The bit in front of the flags, which is to be zero; false unless told. */
  reservedFlag?: boolean
  dontFragment: boolean
  moreFragments: boolean
  /** In bytes, a multiple of 8. */
  fragmentOffsetBytes: number
  ttl: number
  protocol: number
  source: string
  destination: string
  /** As they stand in the header, at most 40 bytes. */
  options: Uint8Array
  /** Size of the whole packet. Left out, it is what it must be. */
  totalBytes?: number
  /** Left out, it is right. */
  checksum?: number
}

/** Reads the header whose parts `layout` has found. Never fails. */
export function parseIpv4(bytes: Uint8Array, layout: IpLayout): Ipv4Header {
  const service = bytes[1] as number
  const fragment = readUint16(bytes, 6)
  const header: Ipv4Header = {
    version: 4,
    dscp: service >>> 2,
    ecn: service & 3,
    identification: readUint16(bytes, 4),
    dontFragment: (fragment & 0x4000) !== 0,
    moreFragments: (fragment & 0x2000) !== 0,
    fragmentOffsetBytes: (fragment & 0x1fff) << 3,
    ttl: bytes[8] as number,
    protocol: bytes[9] as number,
    source: readIpv4Address(bytes, 12),
    destination: readIpv4Address(bytes, 16),
    options: bytes.subarray(20, layout.bodyAt),
    totalBytes: layout.end,
    checksum: readUint16(bytes, 10),
  }
  if (fragment & 0x8000) header.reservedFlag = true
  return header
}

/** Size of the header; the options are filled up to a multiple of 4. @throws RangeError */
export function ipv4HeaderBytes({ options }: Ipv4Header): number {
  const optionBytes = checkedField('ipv4.options: their bytes', options.length, 40)
  return 20 + ((optionBytes + 3) & ~3)
}

/** Writes the header to the front of `bytes`, which are as long as the packet. @throws RangeError */
export function emitIpv4(header: Ipv4Header, bytes: Uint8Array): void {
  const headerBytes = ipv4HeaderBytes(header)
  const totalBytes = checkedField('ipv4.totalBytes', header.totalBytes ?? bytes.length, 0xffff)
  bytes[0] = 0x40 | (headerBytes >>> 2)
  bytes[1] =
    (checkedField('ipv4.dscp', header.dscp, 0x3f) << 2) | checkedField('ipv4.ecn', header.ecn, 3)
  writeUint16(bytes, 2, totalBytes)
  writeUint16(bytes, 4, checkedField('ipv4.identification', header.identification, 0xffff))
  writeUint16(bytes, 6, fragmentWord(header))
  bytes[8] = checkedField('ipv4.ttl', header.ttl, 0xff)
  bytes[9] = checkedField('ipv4.protocol', header.protocol, 0xff)
  writeAddress('ipv4.source', header.source, { version: 4, bytes, at: 12 })
  writeAddress('ipv4.destination', header.destination, { version: 4, bytes, at: 16 })
  bytes.set(header.options, 20)
  const checksum = header.checksum ?? checksumOfSum(sumWords(bytes, 0, headerBytes))
  writeUint16(bytes, 10, checkedField('ipv4.checksum', checksum, 0xffff))
}

function fragmentWord(header: Ipv4Header): number {
  const offsetBytes = checkedField('ipv4.fragmentOffsetBytes', header.fragmentOffsetBytes, 0xfff8)
  if (offsetBytes & 7) {
    throw new RangeError(`ipv4.fragmentOffsetBytes: expected a multiple of 8, got ${offsetBytes}`)
  }
  return (
    (header.reservedFlag ? 0x8000 : 0) |
    (header.dontFragment ? 0x4000 : 0) |
    (header.moreFragments ? 0x2000 : 0) |
    (offsetBytes >>> 3)
  )
}
