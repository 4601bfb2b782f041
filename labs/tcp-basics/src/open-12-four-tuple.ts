import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { PosixSocket } from '@socket-labs/system'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { outcomeOf } from './bare-socket.ts'

const clients = 20
const rangeFile = '/proc/sys/net/ipv4/ip_local_port_range'

/**
 * "For each client, accept opens a new port at the server." So many believe, and that a server can
 * therefore have no more than 65 535 clients. But a connection is its four-tuple: two addresses, two ports.
 * Only together must they be unlike those of all others.
 */
export default defineScenario({
  id: 'open-12-four-tuple',
  question: 'Twenty clients are connected to one server. How many ports does the server use?',
  facts: [{ id: 'open-12', truth: 'K' }],
  needs: ['koffi'],

  async run(ctx) {
    const accepted: Socket[] = []
    const server = createServer((socket) => accepted.push(socket.resume()))
    const port = await listen(server)
    const sockets = Array.from({ length: clients }, () => connect(port, '127.0.0.1').resume())
    await ctx.waitFor('all to be accepted', () => accepted.length === clients)
    const ports = new Set(accepted.map(({ localPort }) => localPort))
    ctx.note(`${clients} connections, and at the server ${ports.size} port: ${[...ports]}`)
    for (const socket of sockets) socket.end()

    // And a client's port? Here one is used for two servers at once.
    const other = createServer((socket) => socket.resume())
    await samePortTwice(ctx, [port, await listen(other)])
    if (existsSync(rangeFile)) {
      const [first = 0, last = 0] = readFileSync(rangeFile, 'utf8').split(/\s+/).map(Number)
      const text = `ip_local_port_range: ${first} to ${last}, ${last - first + 1} connections from one address to one server`
      ctx.note(text, { ports: last - first + 1 })
    }
    for (const one of [server, other]) await once(one.close(), 'close')
  },

  judge(records) {
    const accepted = select(records, { kind: 'socket.accept', at: 'server' }).slice(0, clients)
    const tuples = new Set(accepted.map(({ local, remote }) => `${local} ${remote}`))
    const [listening] = select(records, { kind: 'socket.listening', at: 'server' })
    const calls = select(records, { kind: 'syscall', at: 'client' })
    const [first, second, again] = calls
    const [range] = select(records, { kind: 'note' }).filter(({ ports }) => ports !== undefined)
    return [
      decide(
        {
          id: 'open-12',
          truth: 'K',
          expected:
            "every accepted socket has the listener's port; what differs is the client's end; a client's port serves two servers at once, but one server only once (EADDRNOTAVAIL)",
        },
        [listening, ...accepted, ...calls, ...(range ? [range] : [])],
        accepted.length === clients &&
          tuples.size === clients &&
          accepted.every(({ local }) => local === listening?.local) &&
          first?.result === 0 &&
          second?.result === 0 &&
          again?.errno === 'EADDRNOTAVAIL' &&
          first.local === second.local &&
          first.remote !== second.remote,
        `${accepted.length} accepted at ${listening?.local}, ${tuples.size} four-tuples; port ${portIn(first)} connected to two servers, to the first once more: ${again?.errno}; ${range?.text ?? 'the range of ports is not told here'}`,
      ),
    ]
  },
})

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Connects from one port to both servers, and to the first once more. */
async function samePortTwice(ctx: ScenarioContext, [one, other]: [number, number]): Promise<void> {
  let local = { address: '127.0.0.1', port: 0 }
  const sockets: PosixSocket[] = []
  for (const port of [one, other, one]) {
    const socket = PosixSocket.tcp()
    sockets.push(socket)
    // Two sockets may be bound to one port when both say so.
    socket.setOption('reuseAddress', true)
    socket.bind(local)
    local = socket.localAddress()
    const remote = { address: '127.0.0.1', port }
    const outcome = outcomeOf(() => void socket.connect(remote))
    if (outcome === 'works') await socket.connected()
    tellConnect(ctx, { from: local.port, to: port, outcome })
  }
  for (const socket of sockets) socket.close()
}

function tellConnect(
  ctx: ScenarioContext,
  { from, to, outcome }: { from: number; to: number; outcome: string },
): void {
  const result = outcome === 'works' ? { result: 0 } : { errno: outcome }
  const ends = { local: `127.0.0.1:${from}`, remote: `127.0.0.1:${to}` }
  ctx.record({
    kind: 'syscall',
    at: 'client',
    origin: 'observed',
    name: 'connect',
    ...result,
    ...ends,
  })
}

function portIn(record: TraceRecord | undefined): string {
  return String(record?.local).replace(/^.*:/, '')
}
