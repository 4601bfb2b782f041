import { readdirSync, readlinkSync } from 'node:fs'
import { PosixSocket } from '../src/index.ts'

/** The sockets that this process has a descriptor of, `socket:[12345]`. */
export function ownSockets(): string[] {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      // The descriptor with which the folder was read.
      return ''
    }
  })
  return links.filter((link) => link.startsWith('socket:')).sort()
}

/** A listener and one connection on loopback, all three with descriptors of their own. */
export interface LoopbackPair {
  listener: PosixSocket
  client: PosixSocket
  server: PosixSocket
}

export async function openPair(address = '127.0.0.1'): Promise<LoopbackPair> {
  const family = address.includes(':') ? 6 : 4
  const listener = PosixSocket.tcp({ family })
  listener.bind({ address, port: 0 })
  listener.listen(5)
  const client = PosixSocket.tcp({ family })
  client.connect(listener.localAddress())
  await client.connected()
  return { listener, client, server: await listener.accepted() }
}
