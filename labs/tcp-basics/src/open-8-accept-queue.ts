import { once } from 'node:events'
import { createServer } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { type DiagSocket, PosixSocket, readNetworkCounters } from '@socket-labs/system'
import { decide, inOrder, select } from '@socket-labs/trace'
import { BareSocket } from './bare-socket.ts'
import { KernelList } from './kernel-list.ts'

const backlog = 2
/** A SYN that is not answered goes again after about 1 s; a busy machine is later. */
const patienceMs = 10_000

/**
 * `listen(2)`: how many connections does the kernel keep for a program that accepts none, and what becomes
 * of the next one? It is not refused. The listener is one of bare system calls: Node accepts by itself, and
 * takes a backlog of 0 for none told.
 */
export default defineScenario({
  id: 'open-8-accept-queue',
  question:
    'The server listens with a backlog of 2 and never accepts. What does the fourth client see?',
  facts: [{ id: 'open-8', truth: 'K' }],
  needs: ['koffi', 'sock-diag', 'proc-net-tcp'],

  async run(ctx) {
    const listener = new BareSocket(ctx, 'server')
    listener.listen({ address: '127.0.0.1', port: 0 }, backlog)
    const address = listener.posix.localAddress()
    const list = new KernelList(ctx, address.port)
    const before = readNetworkCounters()

    const clients: PosixSocket[] = []
    for (let nth = 1; nth <= backlog + 1; nth++) {
      const client = PosixSocket.tcp()
      clients.push(client)
      client.connect(address)
      await client.connected()
    }
    tellQueue(ctx, list.look('listen()'))

    const oneMore = new BareSocket(ctx, 'client')
    oneMore.connect(address)
    list.look('sends SYN, which is dropped')
    const { port } = oneMore.posix.localAddress()
    const sentAgain = () =>
      list.read().find(({ local, timer }) => local.port === port && timer.retries > 0)
    const waiting = await ctx.waitFor('the SYN to be sent again', sentAgain, patienceMs)
    tellDropped(ctx, waiting, before)

    const accepted = [await listener.posix.accepted()]
    ctx.note('the program has accepted one: there is room for the next SYN', { look: 'accepted' })
    await oneMore.connected(patienceMs)
    list.look('SYN once more, and now it is answered')

    for (const socket of [...clients, ...accepted, oneMore, listener]) socket.close()
    list.look('close()')
    list.close()
    await tellBacklogOfNode(ctx)
  },

  judge(records) {
    const [queue, dropped, accepted, node] = ['queue', 'dropped', 'accepted', 'node'].map((look) =>
      select(records, { kind: 'note' }).find((note) => note.look === look),
    )
    const [connected] = select(records, { kind: 'socket.connect', at: 'client' })
    const failed = select(records, { kind: 'socket.error' })
    return [
      decide(
        {
          id: 'open-8',
          truth: 'K',
          expected: `a backlog of ${backlog} holds ${backlog + 1} connections; one more stays in SYN_SENT and sends its SYN again, no error; ListenOverflows and ListenDrops count it; after an accept it gets through`,
        },
        [queue, dropped, accepted, connected, node],
        queue?.queued === backlog + 1 &&
          queue.backlog === backlog &&
          dropped?.state === 'SYN_SENT' &&
          Number(dropped.retries) > 0 &&
          // Counters are the whole machine's: what others dropped is in them too.
          Number(dropped.overflows) >= 1 &&
          Number(dropped.drops) >= 1 &&
          failed.length === 0 &&
          inOrder(queue, dropped, accepted, connected) &&
          Number(node?.backlog) > 0,
        [queue, dropped, node].map((note) => note?.text ?? 'not seen').join('; '),
      ),
    ]
  },
})

function tellQueue(ctx: ScenarioContext, sockets: readonly DiagSocket[]): void {
  const listen = sockets.find(({ state }) => state === 'LISTEN')?.listen
  ctx.note(`backlog ${listen?.backlog}: ${listen?.queued} connections wait to be accepted`, {
    look: 'queue',
    ...listen,
  })
}

function tellDropped(
  ctx: ScenarioContext,
  { state, timer }: DiagSocket,
  before: Record<string, number>,
): void {
  const now = readNetworkCounters()
  const [overflows, drops] = ['TcpExt.ListenOverflows', 'TcpExt.ListenDrops'].map(
    (name) => (now[name] ?? 0) - (before[name] ?? 0),
  )
  const { retries } = timer
  ctx.note(
    `one more: still ${state}, SYN sent again; ListenOverflows + ${overflows}, ListenDrops + ${drops}`,
    { look: 'dropped', state, retries, overflows, drops },
  )
}

/** What Node makes of a backlog of 0; the kernel cuts it to net.core.somaxconn. */
async function tellBacklogOfNode(ctx: ScenarioContext): Promise<void> {
  const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 0 })
  await once(server, 'listening')
  const address = server.address()
  const list = new KernelList(ctx, typeof address === 'object' ? Number(address?.port) : 0)
  const backlog = list.read().find(({ listen }) => listen)?.listen?.backlog
  ctx.note(`Node, asked for a backlog of 0: ${backlog}`, { look: 'node', backlog })
  list.close()
  server.close()
}
