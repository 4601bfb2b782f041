import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { ScenarioContext } from '@socket-labs/lab'
import type { Wire, WireEnd } from '@socket-labs/lab/wire'
import { FramedPair } from './framed-pair.ts'
import { noQueues, type ReadQueues } from './kernel-queues.ts'

const port = 80

/** A server at the far end of a wire, that hands over the connections to it, one by one. */
export class WireServer {
  readonly #ctx: ScenarioContext
  readonly #wire: Wire
  readonly #server: Server

  private constructor(ctx: ScenarioContext, wire: Wire, server: Server) {
    this.#ctx = ctx
    this.#wire = wire
    this.#server = server
  }

  /** Its ends leave everything in the kernel until their `resume()`. */
  static async listen(ctx: ScenarioContext, wire: Wire): Promise<WireServer> {
    const server = createServer({ pauseOnConnect: true })
    await wire.server.listen(server, port)
    return new WireServer(ctx, wire, server)
  }

  /** A new connection, with Nagle's algorithm off unless told. */
  async dial({ noDelay = true }: { noDelay?: boolean } = {}): Promise<FramedPair> {
    const accepted = once(this.#server, 'connection')
    const host = this.#wire.server.address
    const client = connect({ port, host, noDelay })
    await once(client, 'connect')
    const pair = { client, server: (await accepted)[0] as Socket }
    return new FramedPair(this.#ctx, pair, { readQueues: queuesAt(this.#wire.server) })
  }

  async close(): Promise<void> {
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** The client closes, and the server after it; resolves when the connection is gone. */
export async function hangUp({ pair: { client, server } }: FramedPair): Promise<void> {
  const gone = [client, server].map((end) => end.closed || once(end, 'close'))
  client.resume()
  server.resume()
  client.end()
  await Promise.all(gone)
}

/** Reads what waits in the kernel of this end of the wire. */
export function queuesAt(end: WireEnd): ReadQueues {
  return ({ localPort, remotePort }) =>
    end
      .sockets()
      .find(({ local, remote }) => local.port === localPort && remote.port === remotePort) ??
    noQueues
}
