import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { ScenarioContext } from '@socket-labs/lab'

/** Both ends of one connection, for an experiment in which one writes and the other reads. */
export interface Pair {
  client: Socket
  /** The server's end. It reads nothing before it has a `data` listener. */
  server: Socket
}

/** The two addresses of a connected socket, as its own end sees them: by these a record finds its connection. */
export function endsOf(socket: Socket): { local: string; remote: string } {
  const { localAddress, localPort, remoteAddress, remotePort } = socket
  return { local: `${localAddress}:${localPort}`, remote: `${remoteAddress}:${remotePort}` }
}

/** A server on a free port of this machine that hands over the connections to it, one by one. */
export class Loopback {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** With `pauseOnConnect` the server's end leaves everything in the kernel until its `resume()`. */
  static async listen(options: { pauseOnConnect?: boolean } = {}): Promise<Loopback> {
    const server = createServer({ allowHalfOpen: true, ...options }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Loopback(server)
  }

  /** A new connection, with Nagle's algorithm off unless told: what is written leaves at once. */
  async dial({ noDelay = true }: { noDelay?: boolean } = {}): Promise<Pair> {
    const accepted = once(this.#server, 'connection')
    const { port } = this.#server.address() as AddressInfo
    const client = connect({ port, host: '127.0.0.1', noDelay, allowHalfOpen: true })
    await once(client, 'connect')
    return { client, server: (await accepted)[0] as Socket }
  }

  async close(): Promise<void> {
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/**
 * Writes the parts one after the other, each only when the reader has read all that came before: so the
 * stream is cut exactly there, on purpose and every time.
 */
export async function writeInParts(
  ctx: Pick<ScenarioContext, 'waitFor'>,
  { client, server }: Pair,
  parts: readonly Uint8Array[],
): Promise<void> {
  for (const part of parts) {
    client.write(part)
    const { bytesWritten } = client
    await ctx.waitFor(`byte ${bytesWritten} to be read`, () => server.bytesRead === bytesWritten)
  }
}

/** Ends both directions in good order and waits until the connection is gone. */
export async function endPair({ client, server }: Pair): Promise<void> {
  const gone = [client, server].map((end) => end.closed || once(end, 'close'))
  client.resume()
  server.resume()
  client.end()
  server.end()
  await Promise.all(gone)
}
