import { readUint16 } from './big-endian.ts'
import { PacketFault } from './packet-fault.ts'
import { protocolNumber } from './protocol-number.ts'

/** Where the parts of an IP packet stand: offsets in its bytes. */
export interface IpLayout {
  version: 4 | 6
  /** Behind the header, and behind the extension headers of IPv6. */
  bodyAt: number
  /** Behind the packet. Bytes that follow, such as the padding of a frame, are not of it. */
  end: number
  /** Of the body. */
  protocol: number
  /** True where the body is only a part of what was sent. */
  isFragment: boolean
  /** Of the address that the pseudo header takes as the destination; -1 where it cannot be told. */
  finalDestinationAt: number
}

/**
 * Finds the parts of a packet, or why that cannot be. Looks at nothing behind the IP headers. Of a capture
 * that was cut only the front is there: `mostBytes` is then how long the packet may be, and so its `end`.
 */
export function ipLayoutOf(
  bytes: Uint8Array,
  mostBytes: number = bytes.length,
): IpLayout | PacketFault {
  if (bytes.length === 0) return new PacketFault('packet-empty', 'there are no bytes', 0)
  const version = (bytes[0] as number) >>> 4
  if (version === 4) return ipv4LayoutOf(bytes, mostBytes)
  if (version === 6) return ipv6LayoutOf(bytes, mostBytes)
  return new PacketFault('ip-version', `expected IP version 4 or 6, got ${version}`, 0)
}

function ipv4LayoutOf(bytes: Uint8Array, mostBytes: number): IpLayout | PacketFault {
  const here = bytes.length
  if (here < 20) return cut('ipv4-cut', 'an IPv4 header of 20', here)
  const bodyAt = ((bytes[0] as number) & 0xf) << 2
  if (bodyAt < 20) {
    const message = `expected an IPv4 header of at least 20 bytes, got ${bodyAt}`
    return new PacketFault('ipv4-header-length', message, 0)
  }
  const end = readUint16(bytes, 2)
  if (end < bodyAt) {
    const message = `expected a total length of at least the header's ${bodyAt} bytes, got ${end}`
    return new PacketFault('ipv4-total-length', message, 2)
  }
  if (bodyAt > here) return cut('ipv4-cut', `an IPv4 header of ${bodyAt}`, here)
  if (end > mostBytes) return cut('ipv4-payload-cut', `a packet of ${end}`, here)
  return {
    version: 4,
    bodyAt,
    end,
    protocol: bytes[9] as number,
    // More fragments, or an offset.
    isFragment: (readUint16(bytes, 6) & 0x3fff) !== 0,
    finalDestinationAt: 16,
  }
}

function ipv6LayoutOf(bytes: Uint8Array, mostBytes: number): IpLayout | PacketFault {
  const here = bytes.length
  if (here < 40) return cut('ipv6-cut', 'an IPv6 header of 40', here)
  const end = 40 + readUint16(bytes, 4)
  if (end > mostBytes) return cut('ipv6-payload-cut', `a packet of ${end}`, here)
  let layout: IpLayout = {
    version: 6,
    bodyAt: 40,
    end,
    protocol: bytes[6] as number,
    isFragment: false,
    finalDestinationAt: 24,
  }
  while (!layout.isFragment && isExtension(layout.protocol)) {
    const next = behindExtension(bytes, layout)
    if (next instanceof PacketFault) return next
    layout = next
  }
  return layout
}

/** Extension headers whose length can be told, and behind which the packet goes on (RFC 8200 §4). */
export function isExtension(protocol: number): boolean {
  return (
    protocol === protocolNumber.hopByHop ||
    protocol === protocolNumber.routing ||
    protocol === protocolNumber.fragment ||
    protocol === protocolNumber.destinationOptions
  )
}

function behindExtension(bytes: Uint8Array, layout: IpLayout): IpLayout | PacketFault {
  const { bodyAt: at, protocol } = layout
  const end = Math.min(layout.end, bytes.length)
  if (at + 8 > end) return cut('ipv6-extension-cut', `an extension header up to ${at + 8}`, end)
  const bodyAt = at + extensionBytes(bytes, at, protocol)
  if (bodyAt > end) return cut('ipv6-extension-cut', `an extension header up to ${bodyAt}`, end)
  const isRouting = protocol === protocolNumber.routing
  return {
    ...layout,
    bodyAt,
    protocol: bytes[at] as number,
    isFragment: protocol === protocolNumber.fragment && (readUint16(bytes, at + 2) & 0xfff9) !== 0,
    finalDestinationAt: isRouting ? lastStopAt(bytes, at, bodyAt) : layout.finalDestinationAt,
  }
}

/** Size of the extension header at `at`, of which 8 bytes are there. */
export function extensionBytes(bytes: Uint8Array, at: number, header: number): number {
  // In a fragment header the place of the length is reserved.
  return header === protocolNumber.fragment ? 8 : 8 + 8 * (bytes[at + 1] as number)
}

/**
 * Where the routing header in `bytes[at, end)` has the address that the packet goes to in the end, which is
 * the one in the pseudo header (RFC 8200 §8.1): offset 24, the header's own, where no stops are left; -1
 * where it cannot be told. Types 0 and 2 list the stops in order, segment routing (RFC 8754 §2) from the last.
 */
export function lastStopAt(bytes: Uint8Array, at: number, end: number): number {
  const type = bytes[at + 2] as number
  if (bytes[at + 3] === 0) return 24
  const stops = type === 4 ? (bytes[at + 4] as number) + 1 : (bytes[at + 1] as number) >>> 1
  if (stops === 0 || at + 8 + 16 * stops > end) return -1
  if (type === 0 || type === 2) return at + 8 + 16 * (stops - 1)
  return type === 4 ? at + 8 : -1
}

function cut(code: PacketFault['code'], expected: string, here: number): PacketFault {
  return new PacketFault(code, `expected ${expected} bytes, ${here} are there`, here)
}
