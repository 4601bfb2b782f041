import { readIpv4Address, writeIpv4Address } from './ipv4-address.ts'
import { readIpv6Address, writeIpv6Address } from './ipv6-address.ts'

/**
 * The text of an address of 4 bytes (dotted decimal) or 16 (RFC 5952 §4: small letters, no leading zeros,
 * the longest run of zeros shortened).
 * @throws RangeError when there are neither 4 nor 16 bytes.
 */
export function addressToText(address: Uint8Array): string {
  if (address.length === 4) return readIpv4Address(address, 0)
  if (address.length === 16) return readIpv6Address(address, 0)
  throw new RangeError(`address: expected 4 or 16 bytes, got ${address.length}`)
}

/**
 * The 4 or 16 bytes of an address: IPv4 in dotted decimal without leading zeros, IPv6 in any form of
 * RFC 4291 §2.2; undefined where it is neither, and with a zone (`fe80::1%eth0`), which is no part of it.
 */
export function parseAddress(text: string): Uint8Array | undefined {
  const isIpv6 = text.includes(':')
  const bytes = new Uint8Array(isIpv6 ? 16 : 4)
  const isAddress = isIpv6 ? writeIpv6Address(text, bytes, 0) : writeIpv4Address(text, bytes, 0)
  return isAddress ? bytes : undefined
}

/** Where a segment or datagram comes from or goes to. */
export interface Endpoint {
  address: string
  port: number
}

/** `10.1.0.1:80` or `[fd00:1::1]:80`; the address alone without a port. */
export function endpointToText(address: string, port?: number): string {
  if (port === undefined) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** Writes the address of a header's field: @throws RangeError that names it. */
export function writeAddress(field: string, text: string, options: WriteAddressOptions): void {
  const { version, bytes, at } = options
  const isWritten =
    version === 4 ? writeIpv4Address(text, bytes, at) : writeKnownIpv6(text, bytes, at)
  if (!isWritten) throw new RangeError(`${field}: expected an IPv${version} address, got "${text}"`)
}

export interface WriteAddressOptions {
  version: 4 | 6
  bytes: Uint8Array
  at: number
}

/** Few addresses go into many packets. */
const known = new Map<string, Uint8Array>()
const mostKnown = 64

function writeKnownIpv6(text: string, bytes: Uint8Array, at: number): boolean {
  let address = known.get(text)
  if (!address) {
    address = new Uint8Array(16)
    if (!writeIpv6Address(text, address, 0)) return false
    if (known.size >= mostKnown) known.clear()
    known.set(text, address)
  }
  bytes.set(address, at)
  return true
}
