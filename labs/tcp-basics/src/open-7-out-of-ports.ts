import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { segments } from './seen-on-the-wire.ts'

/** Linux tries an even number of them. */
const ports = 4
const longerThanReuseMs = 1500

/**
 * TIME_WAIT hurts the side that closed first. For a client that means: each connection that it closed
 * keeps a port of its own, for a minute, towards that one server. This machine's range of such ports is
 * narrowed to four, in a network of its own, so that we need not open 28 000 connections.
 */
export default defineScenario({
  id: 'open-7-out-of-ports',
  question: 'A client opens and closes, again and again. When does it run out of ports?',
  facts: [{ id: 'open-7', truth: 'K' }],
  needs: ['wire'],

  async run(ctx) {
    const range = `40000 ${40_000 + ports - 1}`
    const settings = { 'net.ipv4.ip_local_port_range': range, 'net.ipv4.tcp_tw_reuse': 0 }
    const wire = Wire.open(ctx, { delayMs: 10, settings })
    ctx.note(`ip_local_port_range = ${range}, tcp_tw_reuse = 0`)
    const servers = [80, 81].map(() => createServer((socket) => socket.resume()))
    for (const [i, server] of servers.entries()) await wire.server.listen(server, 80 + i)

    const far = wire.server.address
    for (let nth = 1; nth <= ports; nth++) await openAndClose(80, far)
    await ctx.waitFor('all ports to be in TIME_WAIT', () => timeWaits(wire, 80) === ports)
    ctx.note('each closed connection has a TIME_WAIT here. One more:')
    await openAndClose(80, far)
    ctx.note('no packet was sent. Another server, at another port:')
    await openAndClose(81, far)

    // The same over the client's own loopback, where the kernel has an exception.
    const local = createServer((socket) => socket.resume()).listen(90, '127.0.0.1')
    await once(local, 'listening')
    for (let nth = 1; nth <= ports; nth++) await openAndClose(90, '127.0.0.1')
    await ctx.waitFor('all ports to be in TIME_WAIT', () => timeWaits(wire, 90) === ports)
    const sinceMs = ctx.now()
    await ctx.waitFor('more than a second', () => ctx.now() - sinceMs > longerThanReuseMs)
    await openAndClose(90, '127.0.0.1')
    wire.client.set('net.ipv4.tcp_tw_reuse', 2)
    ctx.note('tcp_tw_reuse = 2, as Linux has it unless told: for loopback, after a second')
    await openAndClose(90, '127.0.0.1')
    await openAndClose(80, far)

    for (const server of [...servers, local]) server.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const attempts = select(records, { kind: 'socket.connecting', at: 'client' })
    const results = attempts.map(({ socket }) =>
      records.find(
        (one) =>
          one.socket === socket && (one.kind === 'socket.connect' || one.kind === 'socket.error'),
      ),
    )
    const outcomes = results.map(outcomeIn)
    const syns = segments(records, { sender: 'client', flags: ['SYN'] })
    const [more, other] = outcomes.slice(ports)
    const [onLoopback, hidden, stillMore] = outcomes.slice(2 * ports + 2)
    return [
      decide(
        {
          id: 'open-7',
          truth: 'K',
          expected:
            'when every port is in TIME_WAIT towards one server, connect fails with EADDRNOTAVAIL and sends nothing; another server is reached; on loopback Linux hides it after 1 s unless tcp_tw_reuse = 0',
        },
        [...results, ...syns],
        outcomes.join() === expectedOutcomes.join() && syns.length === ports + 1,
        `${ports} ports used, one more: ${more}; another server: ${other}; loopback after 1 s: ${onLoopback} with tcp_tw_reuse = 0, ${hidden} with 2; the first server with 2: ${stillMore}; ${syns.length} SYNs on the wire`,
      ),
    ]
  },
})

const works = new Array<string>(ports).fill('works')
const refused = 'EADDRNOTAVAIL'
const expectedOutcomes = [...works, refused, 'works', ...works, refused, 'works', refused]

/** Connects and closes first, as clients do. What fails is in the records. */
async function openAndClose(port: number, host: string): Promise<void> {
  const client = connect(port, host).resume()
  const closed = new Promise((resolve) => client.once('close', resolve))
  client.once('connect', () => client.end())
  client.on('error', () => {})
  await closed
}

function timeWaits(wire: Wire, port: number): number {
  return wire.client
    .sockets()
    .filter(({ state, remote }) => state === 'TIME_WAIT' && remote.port === port).length
}

function outcomeIn(result: TraceRecord | undefined): string {
  if (!result) return 'no end'
  return result.kind === 'socket.connect' ? 'works' : String(result.code)
}
