import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { segments } from './seen-on-the-wire.ts'

/** Linux tries an even number of them. */
const ports = 4
const otherClient = '10.1.0.3'

/**
 * "A server has 65 535 ports, so it has at most that many clients." But what is used up is something else:
 * the client's ports, towards one server. There are about 28 000 of them; here the client's range is
 * narrowed to four, in a network of its own.
 */
export default defineScenario({
  id: 'open-12-four-tuple-on-the-wire',
  question: 'A client has used all its ports for one server. Whose limit is reached?',
  facts: [{ id: 'open-12', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 10 })
    const asItWas = wire.client.network.setting('net.ipv4.ip_local_port_range')
    const [first = 0, last = 0] = asItWas.split(/\s+/).map(Number)
    wire.client.set('net.ipv4.ip_local_port_range', `40000 ${40_000 + ports - 1}`)
    ctx.note(`the client's range of ports: ${ports}, where it had ${last - first + 1}`, {
      portsBefore: last - first + 1,
    })
    wire.client.network.configure([`addr add ${otherClient}/24 dev wire0`])
    const servers = [80, 81].map(() => createServer((socket) => socket.resume()))
    for (const [i, server] of servers.entries()) await wire.server.listen(server, 80 + i)

    const host = wire.server.address
    const open = async (port: number, localAddress?: string) => {
      const client = connect({ port, host, ...(localAddress && { localAddress }) })
      client.on('error', () => {})
      await new Promise((resolve) => client.once('connect', resolve).once('close', resolve))
      return client
    }
    const clients = []
    for (let nth = 1; nth <= ports; nth++) clients.push(await open(80))
    ctx.note('all ports are in use. One more, to the same server:')
    clients.push(await open(80))
    ctx.note('nothing was sent. To another server, port 81; then from another client, 10.1.0.3:')
    clients.push(await open(81))
    clients.push(await open(80, otherClient))

    for (const client of clients.filter(({ destroyed }) => !destroyed)) {
      client.end().resume()
      await once(client, 'close')
    }
    for (const server of servers) server.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const syns = segments(records, { sender: 'client', flags: ['SYN'] })
    const answers = segments(records, { sender: 'server', flags: ['SYN', 'ACK'] })
    const [error] = select(records, { kind: 'socket.error', at: 'client' })
    const range = records.find(({ portsBefore }) => portsBefore !== undefined)
    const toFirst = syns.filter(({ from, to }) => isFrom(from, '10.1.0.1') && isPort(to, 80))
    const toOther = syns.find(({ to }) => isPort(to, 81))
    const fromOther = syns.find(({ from }) => isFrom(from, otherClient))
    const used = toFirst.map(portIn)
    const tuples = new Set(syns.map(({ from, to }) => `${from} ${to}`))
    return [
      decide(
        {
          id: 'open-12',
          truth: 'W',
          expected:
            "all answers come from the listener's port; with all ports in use towards one server a client's connect fails (EADDRNOTAVAIL); the same ports go to another server, and another client comes to the same one",
        },
        [range, ...syns, ...answers, error, toOther, fromOther],
        toFirst.length === ports &&
          new Set(used).size === ports &&
          error?.code === 'EADDRNOTAVAIL' &&
          used.includes(portIn(toOther)) &&
          used.includes(portIn(fromOther)) &&
          tuples.size === ports + 2 &&
          answers.length === ports + 2 &&
          answers.filter(({ from }) => isPort(from, 80)).length === ports + 1,
        `${toFirst.length} connections from 10.1.0.1 to port 80, one more: ${error?.code}; ${toOther?.from} to ${toOther?.to} and ${fromOther?.from} to ${fromOther?.to} work; as Linux comes there are ${range?.portsBefore} ports`,
      ),
    ]
  },
})

function isFrom(end: unknown, address: string): boolean {
  return String(end).startsWith(`${address}:`)
}

function isPort(end: unknown, port: number): boolean {
  return String(end).endsWith(`:${port}`)
}

function portIn(segment: TraceRecord | undefined): string {
  return String(segment?.from).replace(/^.*:/, '')
}
