import { readFileSync } from 'node:fs'

const mebibyte = 1024 * 1024

/**
 * The most bytes that two kernels can hold between a client that does not read and a server that echoes:
 * a send and a receive buffer each way, at their largest (tcp(7): `tcp_wmem`, `tcp_rmem`). Where the
 * system does not tell, 24 MiB, far above the usual 6 + 4 each way.
 */
export function kernelBuffersBytes(): number {
  try {
    return 2 * (largest('tcp_rmem') + largest('tcp_wmem'))
  } catch {
    return 24 * mebibyte
  }
}

/** The third number: least, default, largest. */
function largest(name: string): number {
  const words = readFileSync(`/proc/sys/net/ipv4/${name}`, 'utf8').trim().split(/\s+/)
  const bytes = Number(words[2])
  if (!(bytes > 0)) throw new Error(`${name} has no largest size`)
  return bytes
}
