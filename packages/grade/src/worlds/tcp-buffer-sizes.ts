import { readFileSync } from 'node:fs'

/** What the kernel gives a socket to begin with, and at most, in bytes. */
export interface BufferSizes {
  first: number
  largest: number
}

/** The sizes of TCP's buffers, as the system tells (tcp(7): `tcp_wmem`, `tcp_rmem`); undefined where it does not. */
export function tcpBufferSizes(): { send: BufferSizes; receive: BufferSizes } | undefined {
  const [send, receive] = [sizesOf('tcp_wmem'), sizesOf('tcp_rmem')]
  return send && receive && { send, receive }
}

/** The file holds the least, the first and the largest size. */
function sizesOf(name: string): BufferSizes | undefined {
  try {
    const words = readFileSync(`/proc/sys/net/ipv4/${name}`, 'utf8').trim().split(/\s+/)
    const [, first = Number.NaN, largest = Number.NaN] = words.map(Number)
    return first > 0 && largest > 0 ? { first, largest } : undefined
  } catch {
    return undefined
  }
}
