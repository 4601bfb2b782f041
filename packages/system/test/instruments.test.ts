import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needs } from '../../../test/capability.ts'
import { readSocketTable, readWithNetstat, readWithSs, type SocketRow } from '../src/index.ts'

const server = createServer({ allowHalfOpen: true }, (socket) => socket.resume())
const sockets: Socket[] = []
let port = 0

async function dial(): Promise<{ client: Socket; peer: Socket }> {
  const accepted = once(server, 'connection')
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).resume()
  await once(client, 'connect')
  const [peer] = (await accepted) as [Socket]
  sockets.push(client, peer)
  return { client, peer }
}

const clientPorts: Record<'open' | 'halfClosed' | 'closed', number> = {
  open: 0,
  halfClosed: 0,
  closed: 0,
}

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port

  clientPorts.open = (await dial()).client.localPort as number

  const halfClosed = await dial()
  clientPorts.halfClosed = halfClosed.client.localPort as number
  halfClosed.client.end()
  await once(halfClosed.peer, 'end')

  const closed = await dial()
  clientPorts.closed = closed.client.localPort as number
  closed.client.end()
  await once(closed.peer, 'end')
  closed.peer.end()
  await once(closed.client, 'close')
})

afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  server.close()
  await once(server, 'close')
})

/** The rows of our own sockets, `STATE local-port remote-port`, sorted. */
function ours(rows: readonly SocketRow[]): string[] {
  return rows
    .filter((row) => row.localPort === port || row.remotePort === port)
    .map(({ state, localPort, remotePort }) => `${state} ${localPort} ${remotePort}`)
    .sort()
}

/** FIN_WAIT_2 comes with the delayed ACK of the FIN, 40 ms later. */
function expected(): string[] {
  return [
    `LISTEN ${port} 0`,
    `ESTABLISHED ${port} ${clientPorts.open}`,
    `ESTABLISHED ${clientPorts.open} ${port}`,
    `CLOSE_WAIT ${port} ${clientPorts.halfClosed}`,
    `FIN_WAIT_2 ${clientPorts.halfClosed} ${port}`,
    `TIME_WAIT ${clientPorts.closed} ${port}`,
  ].sort()
}

describe('five states of real sockets', () => {
  it('state-3: stand in /proc/net/tcp', async (context) => {
    await needs(context, 'proc-net-tcp')
    await expect.poll(() => ours(readSocketTable())).toEqual(expected())
    const timeWait = readSocketTable().find((row) => row.localPort === clientPorts.closed)
    expect(timeWait).toMatchObject({ word: '06', inode: 0 })
    const open = readSocketTable().find((row) => row.localPort === clientPorts.open)
    expect(open).toMatchObject({ localAddress: '127.0.0.1', remoteAddress: '127.0.0.1' })
    expect(open?.inode).toBeGreaterThan(0)
    if (process.getuid) expect(open?.uid).toBe(process.getuid())
  })

  it('state-3: are told by ss as well', async (context) => {
    await needs(context, 'ss')
    await expect.poll(async () => ours(await readWithSs())).toEqual(expected())
  })

  it('state-3: are told by netstat as well', async (context) => {
    await needs(context, 'netstat')
    await expect.poll(async () => ours(await readWithNetstat())).toEqual(expected())
  })
})
