import { parseIcmp } from './icmp.ts'
import { type IpLayout, ipLayoutOf } from './ip-layout.ts'
import { parseIpv4 } from './ipv4.ts'
import { parseIpv6 } from './ipv6.ts'
import type { Packet, PacketBody } from './packet.ts'
import { PacketFault } from './packet-fault.ts'
import { protocolNumber } from './protocol-number.ts'
import { parseTcp } from './tcp.ts'
import { parseUdp } from './udp.ts'

export type ParsedPacket = { ok: true; packet: Packet } | { ok: false; broken: PacketFault }

/**
 * Reads an IP packet. Never throws: one that cannot be read comes as `broken`, with a stable code. Checksums
 * are read, not checked: `verifyChecksums` does that. Bytes behind the packet's own length are left alone.
 * Payloads, options and extension headers are views of `bytes`: copy what is kept when they are used again.
 */
export function parsePacket(bytes: Uint8Array): ParsedPacket {
  const layout = ipLayoutOf(bytes)
  if (layout instanceof PacketFault) return { ok: false, broken: layout }
  const body = parseBody(bytes, layout)
  if (body instanceof PacketFault) return { ok: false, broken: body }
  const ip = layout.version === 4 ? parseIpv4(bytes, layout) : parseIpv6(bytes, layout)
  return { ok: true, packet: { ip, body } }
}

function parseBody(bytes: Uint8Array, layout: IpLayout): PacketBody | PacketFault {
  const { bodyAt: at, end } = layout
  switch (bodyKindOf(layout)) {
    case 'tcp':
      return parseTcp(bytes, at, end)
    case 'udp':
      return parseUdp(bytes, at, end)
    case 'icmp':
      return parseIcmp(bytes, { kind: 'icmp', at, end })
    case 'icmpv6':
      return parseIcmp(bytes, { kind: 'icmpv6', at, end })
    case 'fragment':
      return { kind: 'fragment', payload: bytes.subarray(at, end) }
    case 'other':
      return { kind: 'other', payload: bytes.subarray(at, end) }
  }
}

/** What is in a packet. ICMP in IPv6 and ICMPv6 in IPv4 are `other`: nobody reads them so. */
export function bodyKindOf({ version, protocol, isFragment }: IpLayout): PacketBody['kind'] {
  if (isFragment) return 'fragment'
  if (protocol === protocolNumber.tcp) return 'tcp'
  if (protocol === protocolNumber.udp) return 'udp'
  if (protocol === protocolNumber.icmp && version === 4) return 'icmp'
  return protocol === protocolNumber.icmpv6 && version === 6 ? 'icmpv6' : 'other'
}
