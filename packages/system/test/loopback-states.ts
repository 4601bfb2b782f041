import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** The states that Node can bring about on loopback and keep: a listener and three connections. */
export const states = ['LISTEN', 'ESTABLISHED', 'FIN_WAIT_2', 'CLOSE_WAIT', 'TIME_WAIT'] as const

/** What lies unread at the accepted end of the open connection. */
export const unread = 'unread'

export interface LoopbackStates {
  port: number
  end(): Promise<void>
}

interface Pair {
  client: Socket
  peer: Socket
}

/** Brings all {@link states} about at one port of `host`; `end` closes every socket that is still open. */
export async function openLoopbackStates(host: string): Promise<LoopbackStates> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const open = await dial(server, host)
  open.client.write(unread)
  const halfClosed = await dial(server, host)
  halfClosed.client.end()
  await closeBoth(await dial(server, host))
  return {
    port,
    end: async () => {
      for (const { client, peer } of [open, halfClosed])
        for (const end of [client, peer]) end.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function dial(server: Server, host: string): Promise<Pair> {
  const { port } = server.address() as AddressInfo
  const accepted = once(server, 'connection')
  const client = connect({ host, port, allowHalfOpen: true })
  await once(client, 'connect')
  return { client, peer: (await accepted)[0] as Socket }
}

/** The client closes first, so TIME_WAIT is the client's. */
async function closeBoth({ client, peer }: Pair): Promise<void> {
  const closed = once(client, 'close')
  client.end()
  client.resume()
  peer.resume()
  await once(peer, 'end')
  peer.end()
  await closed
}
