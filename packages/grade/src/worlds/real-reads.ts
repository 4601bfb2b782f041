import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

/**
 * Sends bytes through a real connection on loopback, one `write` for each piece, and answers the sizes
 * of the reads in which the kernel handed them over. They are this machine's at this moment: no seed
 * gives them again.
 */
export async function readsOfRealConnection(pieces: readonly Uint8Array[]): Promise<number[]> {
  const server = createServer({ noDelay: true }, async (socket) => {
    for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve))
    socket.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  try {
    const sizes: number[] = []
    for await (const chunk of socket) sizes.push((chunk as Buffer).length)
    return sizes
  } finally {
    socket.destroy()
    server.close()
  }
}
