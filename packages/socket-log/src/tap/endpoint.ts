import type { Socket } from 'node:net'

/** `127.0.0.1:4000`, `[::1]:4000`; an IPv4 address that reached an IPv6 socket is written as IPv4. */
export function endpoint(address: string | undefined, port: number | undefined): string {
  if (address === undefined) return '?'
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`
}

interface Handle {
  getsockname?(out: { address?: string; port?: number }): number
}

/**
 * The local address that the kernel gave to a socket that is still connecting. Node's `localPort` would
 * keep a too early answer for good, so the handle is asked; undefined where there is none.
 */
export function localEndpointOf(socket: Socket): string | undefined {
  const handle = (socket as unknown as { _handle?: Handle })._handle
  const out: { address?: string; port?: number } = {}
  if (handle?.getsockname?.(out) !== 0 || !out.port) return undefined
  return endpoint(out.address, out.port)
}
