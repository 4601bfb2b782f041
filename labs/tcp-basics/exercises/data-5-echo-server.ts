import { createServer } from 'node:net'

/** An echo server that is running. */
export interface EchoServer {
  port: number
  close(): Promise<void>
}

/**
 * Starts a server that sends every byte back to whoever sent it (RFC 862).
 *
 * A connection is two streams, one in each direction, and each ends by itself. A server that answers has
 * to look after both, for each of its clients, also when a client behaves as nobody would wish.
 *
 * What must hold:
 *
 * - It listens on 127.0.0.1, on a port that the system chooses, and resolves when clients can connect.
 *   Two servers can run at the same time.
 * - Every byte comes back, in order, however many come and however they are cut. They are bytes, not text.
 * - Many clients are served at once, and none gets another's bytes.
 * - A client may end its half of the connection first, as `nc -N` does: it still gets everything that it
 *   sent, and then the end of the stream.
 * - A client that resets its connection does not disturb the others.
 * - A client that sends and never reads does not fill your memory: when nothing can be written any more,
 *   nothing more is read. Once it reads, everything follows.
 * - `close()` ends the connections that are still open, and resolves when nothing of the server is left:
 *   no port, no socket, no timer.
 *
 * Nobody calls `close` twice.
 */
export function startEcho(): Promise<EchoServer> {
  // TODO: with one polite client this works. Who else is out there?
  const server = createServer((socket) => {
    socket.on('data', (bytes) => socket.write(bytes))
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      const close = () => new Promise<void>((closed) => server.close(() => closed()))
      resolve({ port, close })
    })
  })
}
