import { formatIpAddress, parseIpAddress } from '../ip-address.ts'
import { AF_INET, AF_INET6 } from './constants.ts'

/** An end of a connection: `127.0.0.1` or `::1`, and a port from 0 to 65 535. */
export interface SocketAddress {
  address: string
  port: number
}

/** An address that no socket can have. */
export class SocketAddressError extends Error {
  readonly code = 'ERR_SOCKET_ADDRESS'
  constructor(why: string) {
    super(why)
    this.name = 'SocketAddressError'
  }
}

/** The longest that is read: a sockaddr_in6. */
export const socketAddressBytes = 28

/**
 * What bind and connect take (linux/in.h, linux/in6.h), multi-byte fields in network order except the family:
 *
 *     sockaddr_in    family 2 │ port 2 │ address 4 │ zero 8
 *     sockaddr_in6   family 2 │ port 2 │ flow info 4 │ address 16 │ scope 4
 *
 * Throws {@link SocketAddressError} for a text that is no address and a port that is none.
 */
export function encodeSocketAddress({ address, port }: SocketAddress): Uint8Array {
  const ip = parseIpAddress(address)
  if (!ip) throw new SocketAddressError(`expected an IPv4 or IPv6 address, got "${address}"`)
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new SocketAddressError(`expected a port from 0 to 65535, got ${port}`)
  const isIpv4 = ip.length === 4
  const bytes = new Uint8Array(isIpv4 ? 16 : socketAddressBytes)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, isIpv4 ? AF_INET : AF_INET6, true)
  view.setUint16(2, port)
  bytes.set(ip, isIpv4 ? 4 : 8)
  return bytes
}

/** The reverse; undefined for another family and for bytes that end too early. */
export function decodeSocketAddress(bytes: Uint8Array): SocketAddress | undefined {
  if (bytes.length < 8) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const family = view.getUint16(0, true)
  const port = view.getUint16(2)
  if (family === AF_INET) return { address: formatIpAddress(bytes.subarray(4, 8)), port }
  if (family !== AF_INET6 || bytes.length < 24) return undefined
  return { address: formatIpAddress(bytes.subarray(8, 24)), port }
}
