import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

/** Two UDP sockets of this machine; the client is connected to the server, so it needs no address to send. */
export interface DatagramPair {
  client: Socket
  server: Socket
  /** The fields with which a record belongs to this conversation, as the client sees it. */
  ends: { transport: 'udp'; local: string; remote: string }
  close(): Promise<void>
}

/** `recvBufferSize`: how much the server's kernel keeps for a program that does not look; its own choice unless told. */
export async function datagramPair(
  options: { recvBufferSize?: number } = {},
): Promise<DatagramPair> {
  const server = createSocket({ type: 'udp4', ...options })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  const client = createSocket('udp4')
  client.connect(server.address().port, '127.0.0.1')
  await once(client, 'connect')
  client.setSendBufferSize(256 * 1024) // macOS takes no datagram larger than this buffer
  const name = ({ address, port }: { address: string; port: number }) => `${address}:${port}`
  const [local, remote] = [name(client.address()), name(client.remoteAddress())]
  return {
    client,
    server,
    ends: { transport: 'udp', local, remote },
    close: async () => {
      const closed = [client, server].map((socket) => once(socket, 'close'))
      client.close()
      server.close()
      await Promise.all(closed)
    },
  }
}

/** Resolves when the kernel has taken the datagram, which says nothing of its arrival; fails when it refuses. */
export function send(client: Socket, message: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    client.send(message, (error) => {
      if (error) reject(error)
      else resolve()
    })
  })
}
