import { readUint16 } from './big-endian.ts'
import { checksumOfSum, sumWords } from './checksum.ts'
import { type IpLayout, ipLayoutOf } from './ip-layout.ts'
import { PacketFault } from './packet-fault.ts'
import { bodyKindOf } from './parse-packet.ts'
import { bodyChecksum } from './pseudo-header.ts'
import { udpEnd } from './udp.ts'

export interface ChecksumVerdicts {
  /** Of the IP header; `none` with IPv6, which has none, and where the header is broken. */
  ip: 'good' | 'bad' | 'none'
  /**
   * Of the TCP segment, UDP datagram or ICMP message. `none` where there is no such field: other protocols,
   * broken headers, UDP over IPv4 that says 0. `unverifiable` where not all of what it covers is here: of a
   * fragment, of a capture that was cut, or where a routing header hides the last destination.
   */
  body: 'good' | 'bad' | 'none' | 'unverifiable'
}

/** Computes the checksums of a packet again. Never throws. */
export function verifyChecksums(bytes: Uint8Array): ChecksumVerdicts {
  const layout = ipLayoutOf(bytes, Number.POSITIVE_INFINITY)
  if (layout instanceof PacketFault) return { ip: 'none', body: 'none' }
  const ip = layout.version === 6 ? 'none' : verdictOf(headerChecksum(bytes, layout))
  return { ip, body: verifyBody(bytes, layout) }
}

function headerChecksum(bytes: Uint8Array, { bodyAt }: IpLayout): number {
  return checksumOfSum(sumWords(bytes, 0, bodyAt))
}

function verifyBody(bytes: Uint8Array, layout: IpLayout): ChecksumVerdicts['body'] {
  const { bodyAt, end, finalDestinationAt } = layout
  const leastBytes = leastBodyBytes[bodyKindOf(layout)]
  if (leastBytes === undefined) return layout.isFragment ? 'unverifiable' : 'none'
  if (end - bodyAt < leastBytes) return 'none'
  if (end > bytes.length || finalDestinationAt < 0) return 'unverifiable'
  return bodyKindOf(layout) === 'udp'
    ? verifyUdp(bytes, layout)
    : verdictOf(bodyChecksum(bytes, layout, end))
}

/** With fewer bytes the checksum's own field is not whole. */
const leastBodyBytes: Record<string, number | undefined> = { tcp: 20, udp: 8, icmp: 8, icmpv6: 8 }

function verifyUdp(bytes: Uint8Array, layout: IpLayout): ChecksumVerdicts['body'] {
  const ownEnd = udpEnd(bytes, layout.bodyAt, layout.end)
  if (ownEnd instanceof PacketFault) return 'none'
  // IPv6 relies on it, having no checksum of its own, so there zero is wrong (RFC 8200 §8.1).
  if (readUint16(bytes, layout.bodyAt + 6) === 0) return layout.version === 4 ? 'none' : 'bad'
  return verdictOf(bodyChecksum(bytes, layout, ownEnd))
}

/** Over bytes that hold their own right checksum the checksum is 0. */
function verdictOf(checksum: number): 'good' | 'bad' {
  return checksum === 0 ? 'good' : 'bad'
}
