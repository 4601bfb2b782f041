import { writeUint16 } from './big-endian.ts'
import { emitIcmp } from './icmp.ts'
import { type IpLayout, lastStopAt } from './ip-layout.ts'
import { emitIpv4, ipv4HeaderBytes } from './ipv4.ts'
import { emitIpv6, ipv6HeaderBytes } from './ipv6.ts'
import type { EmittablePacket, IpHeader, Packet } from './packet.ts'
import { protocolNumber } from './protocol-number.ts'
import { bodyChecksum } from './pseudo-header.ts'
import { emitTcp, tcpHeaderBytes } from './tcp.ts'
import { emitUdp, udpBytes } from './udp.ts'

/**
 * The bytes of a packet. Lengths and checksums that it does not give are filled in, right; those that it
 * gives are written as they are, so that wrong ones can be made. A parsed packet gives all of its own and
 * comes out byte for byte: `withoutComputed` takes them from one that was changed.
 * @throws RangeError that names the field when a value does not fit into it.
 */
export function emitPacket({ ip, body }: EmittablePacket): Uint8Array {
  const bodyAt = ip.version === 4 ? ipv4HeaderBytes(ip) : ipv6HeaderBytes(ip)
  const bytes = new Uint8Array(bodyAt + bodyBytes(body))
  if (ip.version === 4) emitIpv4(ip, bytes)
  else emitIpv6(ip, bytes)
  emitBody(body, bytes, bodyAt)
  if (body.kind !== 'fragment' && body.kind !== 'other' && body.checksum === undefined) {
    fillChecksum(body, bytes, layoutOf(ip, bytes, bodyAt))
  }
  return bytes
}

/** The same packet with its lengths and checksums left to `emitPacket`: for one that was parsed and then changed. */
export function withoutComputed({ ip, body }: Packet): Packet {
  return {
    ip:
      ip.version === 4
        ? { ...ip, totalBytes: undefined, checksum: undefined }
        : { ...ip, payloadBytes: undefined },
    body: bodyWithoutComputed(body),
  }
}

function bodyWithoutComputed(body: Packet['body']): Packet['body'] {
  switch (body.kind) {
    case 'tcp':
      return { ...body, checksum: undefined, headerBytes: undefined }
    case 'udp':
      return { ...body, checksum: undefined, lengthBytes: undefined }
    case 'icmp':
    case 'icmpv6':
      return { ...body, checksum: undefined }
    default:
      return body
  }
}

type Body = EmittablePacket['body']

function bodyBytes(body: Body): number {
  switch (body.kind) {
    case 'tcp':
      return tcpHeaderBytes(body) + body.payload.length
    case 'udp':
      return udpBytes(body)
    case 'icmp':
    case 'icmpv6':
      return 8 + body.payload.length
    default:
      return body.payload.length
  }
}

function emitBody(body: Body, bytes: Uint8Array, at: number): void {
  if (body.kind === 'tcp') emitTcp(body, bytes, at)
  else if (body.kind === 'udp') emitUdp(body, bytes, at)
  else if (body.kind === 'icmp' || body.kind === 'icmpv6') emitIcmp(body, bytes, at)
  else bytes.set(body.payload, at)
}

/** The checksum's place in the body. */
const checksumOffset = { tcp: 16, udp: 6, icmp: 2, icmpv6: 2 } as const

type Checksummed = Exclude<Body, { kind: 'fragment' | 'other' }>

function fillChecksum(body: Checksummed, bytes: Uint8Array, layout: IpLayout): void {
  const end = body.kind === 'udp' ? layout.bodyAt + 8 + body.payload.length : layout.end
  // What the IP header names may be wrong on purpose; the body is of its own kind.
  const checksum = bodyChecksum(bytes, { ...layout, protocol: protocolNumber[body.kind] }, end)
  // In UDP a zero would say that there is none (RFC 768).
  const written = checksum === 0 && body.kind === 'udp' ? 0xffff : checksum
  writeUint16(bytes, layout.bodyAt + checksumOffset[body.kind], written)
}

function layoutOf(ip: IpHeader, bytes: Uint8Array, bodyAt: number): IpLayout {
  let finalDestinationAt = ip.version === 4 ? 16 : 24
  let at = 40
  for (const extension of (ip.version === 6 && ip.extensions) || []) {
    const end = at + extension.bytes.length
    if (extension.header === protocolNumber.routing) {
      finalDestinationAt = Math.max(24, lastStopAt(bytes, at, end))
    }
    at = end
  }
  return {
    version: ip.version,
    bodyAt,
    end: bytes.length,
    protocol: 0,
    isFragment: false,
    finalDestinationAt,
  }
}
