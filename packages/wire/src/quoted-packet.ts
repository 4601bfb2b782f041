import { readUint16, readUint32 } from './big-endian.ts'
import { extensionBytes, isExtension } from './ip-layout.ts'
import { readIpv4Address } from './ipv4-address.ts'
import { readIpv6Address } from './ipv6-address.ts'
import { protocolNumber } from './protocol-number.ts'

/** What can be told of the packet that an ICMP error is about, of which it quotes only the beginning. */
export interface QuotedPacket {
  version: 4 | 6
  /** Of the body: 6 for TCP. */
  protocol: number
  source: string
  destination: string
  /** With TCP and UDP, where the quoted bytes reach so far and are not of a later fragment. */
  sourcePort?: number
  destinationPort?: number
  /** With TCP. */
  seqNo?: number
}

/** Reads the packet quoted in `bytes[at, end)`; undefined where its IP header is not all there. */
export function quotedPacketOf(
  bytes: Uint8Array,
  at: number,
  end: number,
): QuotedPacket | undefined {
  const body = quotedBodyOf(bytes, at, end)
  if (!body) return undefined
  const { version, protocol } = body
  const quoted: QuotedPacket =
    version === 4
      ? {
          version,
          protocol,
          source: readIpv4Address(bytes, at + 12),
          destination: readIpv4Address(bytes, at + 16),
        }
      : {
          version,
          protocol,
          source: readIpv6Address(bytes, at + 8),
          destination: readIpv6Address(bytes, at + 24),
        }
  if (!body.isLaterFragment) addNumbers(quoted, bytes.subarray(Math.min(body.at, end), end))
  return quoted
}

function addNumbers(quoted: QuotedPacket, body: Uint8Array): void {
  const isTcp = quoted.protocol === protocolNumber.tcp
  if ((isTcp || quoted.protocol === protocolNumber.udp) && body.length >= 4) {
    quoted.sourcePort = readUint16(body, 0)
    quoted.destinationPort = readUint16(body, 2)
  }
  if (isTcp && body.length >= 8) quoted.seqNo = readUint32(body, 4)
}

/** Where the body of a quoted packet begins, which may be behind the end of the quotation. */
export interface QuotedBody {
  version: 4 | 6
  protocol: number
  at: number
  /** True where it does not begin with the header of its protocol. */
  isLaterFragment: boolean
}

/** Finds the body of the packet quoted in `bytes[at, end)`; undefined where its IP header is not all there. */
export function quotedBodyOf(bytes: Uint8Array, at: number, end: number): QuotedBody | undefined {
  const version = at < end ? (bytes[at] as number) >>> 4 : 0
  if (version === 4) return bodyInIpv4(bytes, at, end)
  return version === 6 && at + 40 <= end ? bodyInIpv6(bytes, at, end) : undefined
}

function bodyInIpv4(bytes: Uint8Array, at: number, end: number): QuotedBody | undefined {
  const headerBytes = ((bytes[at] as number) & 0xf) << 2
  if (headerBytes < 20 || at + headerBytes > end) return undefined
  return {
    version: 4,
    protocol: bytes[at + 9] as number,
    at: at + headerBytes,
    isLaterFragment: (readUint16(bytes, at + 6) & 0x1fff) !== 0,
  }
}

function bodyInIpv6(bytes: Uint8Array, at: number, end: number): QuotedBody {
  let protocol = bytes[at + 6] as number
  let bodyAt = at + 40
  let isLaterFragment = false
  while (!isLaterFragment && isExtension(protocol) && bodyAt + 8 <= end) {
    isLaterFragment =
      protocol === protocolNumber.fragment && (readUint16(bytes, bodyAt + 2) & 0xfff8) !== 0
    const size = extensionBytes(bytes, bodyAt, protocol)
    protocol = bytes[bodyAt] as number
    bodyAt += size
  }
  return { version: 6, protocol, at: bodyAt, isLaterFragment }
}
