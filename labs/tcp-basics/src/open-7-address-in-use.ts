import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { PosixSocket, type SocketAddress } from '@socket-labs/system'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { BareSocket, outcomeOf } from './bare-socket.ts'
import { KernelList } from './kernel-list.ts'

/** Who closed first, and whether the old and the new listener set SO_REUSEADDR. */
interface Case {
  closesFirst: 'client' | 'server'
  isOldSet: boolean
  isNewSet: boolean
}

const cases: readonly (Case & { outcome: string })[] = [
  { closesFirst: 'server', isOldSet: false, isNewSet: false, outcome: 'EADDRINUSE' },
  { closesFirst: 'server', isOldSet: false, isNewSet: true, outcome: 'EADDRINUSE' },
  { closesFirst: 'server', isOldSet: true, isNewSet: false, outcome: 'EADDRINUSE' },
  { closesFirst: 'server', isOldSet: true, isNewSet: true, outcome: 'works' },
  { closesFirst: 'client', isOldSet: false, isNewSet: false, outcome: 'works' },
]

/**
 * "The address is in use because of TIME_WAIT": so says everybody who has started a server twice.
 * It holds for the side that closed first, and only if not both listeners, the one before and the one
 * now, set SO_REUSEADDR.
 */
export default defineScenario({
  id: 'open-7-address-in-use',
  question: 'The server is started again, and its port still has a TIME_WAIT. Can it listen?',
  facts: [{ id: 'open-7', truth: 'K' }],
  needs: ['koffi', 'sock-diag'],

  async run(ctx) {
    for (const one of cases) await startAgain(ctx, one)
    await startNodeAgain(ctx)
  },

  judge(records) {
    const attempts = select(records, { kind: 'syscall', at: 'server' })
    const waits = attempts.map(({ local }) =>
      select(records, { kind: 'tcp.state' }).find(
        (change) => change.to === 'TIME_WAIT' && [change.local, change.remote].includes(local),
      ),
    )
    const isRight = cases.every(
      ({ closesFirst, outcome }, i) =>
        outcomeIn(attempts[i]) === outcome && waits[i]?.at === closesFirst,
    )
    const [byNode, nodeWaits] = [attempts[cases.length], waits[cases.length]]
    return [
      decide(
        {
          id: 'open-7',
          truth: 'K',
          expected:
            'TIME_WAIT stands at the side that closed first; where that was the server its port is in use (EADDRINUSE) unless both listeners set SO_REUSEADDR; Node sets it',
        },
        [...waits, ...attempts, byNode],
        isRight && nodeWaits?.at === 'server' && outcomeIn(byNode) === 'works',
        `${cases.map((one, i) => `${sayCase(one)}: ${outcomeIn(attempts[i])}`).join('; ')}; Node: ${outcomeIn(byNode)}`,
      ),
    ]
  },
})

/** One connection, which one side closes first; then the server goes, and another comes to its port. */
async function startAgain(ctx: ScenarioContext, one: Case): Promise<void> {
  const { closesFirst, isOldSet, isNewSet } = one
  ctx.note(
    `the ${closesFirst} closes first; SO_REUSEADDR: old ${yes(isOldSet)}, new ${yes(isNewSet)}`,
  )
  const old = new BareSocket(ctx, 'server')
  old.posix.setOption('reuseAddress', isOldSet)
  old.listen({ address: '127.0.0.1', port: 0 }, 5)
  const address = old.posix.localAddress()
  const list = new KernelList(ctx, address.port)
  const client = new BareSocket(ctx, 'client')
  client.connect(address)
  await client.connected()
  const peer = await old.accepted()
  const [first, second] = closesFirst === 'server' ? [peer, client] : [client, peer]
  first.close()
  await second.received()
  second.close()
  old.close()
  await tellTimeWait(ctx, list)

  const again = PosixSocket.tcp()
  again.setOption('reuseAddress', isNewSet)
  tellAgain(
    ctx,
    address.port,
    outcomeOf(() => bindAndListen(again, address)),
  )
  again.close()
}

function bindAndListen(socket: PosixSocket, address: SocketAddress): void {
  socket.bind(address)
  socket.listen(5)
}

/** The same with Node, which is not asked for anything. */
async function startNodeAgain(ctx: ScenarioContext): Promise<void> {
  ctx.note('Node: the server closes first')
  const old = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await once(old, 'listening')
  const { port } = old.address() as AddressInfo
  const list = new KernelList(ctx, port)
  const client = connect(port, '127.0.0.1').resume()
  await once(client, 'close')
  await once(old.close(), 'close')
  await tellTimeWait(ctx, list)

  const again = createServer().listen(port, '127.0.0.1')
  const outcome = await once(again, 'listening').then(
    () => 'works',
    ({ code }) => String(code),
  )
  tellAgain(ctx, port, outcome)
  again.close()
}

/** Writes down at which side the kernel keeps the TIME_WAIT. */
async function tellTimeWait(ctx: ScenarioContext, list: KernelList): Promise<void> {
  await ctx.waitFor('nothing but the TIME_WAIT', () => {
    const states = list.read().map(({ state }) => state)
    return states.length > 0 && states.every((state) => state === 'TIME_WAIT')
  })
  list.look('closed first')
  list.close()
}

function tellAgain(ctx: ScenarioContext, port: number, outcome: string): void {
  const result = outcome === 'works' ? { result: 0 } : { errno: outcome }
  const call = { name: 'bind', local: `127.0.0.1:${port}`, ...result }
  ctx.record({ kind: 'syscall', at: 'server', origin: 'observed', ...call })
}

function outcomeIn(record: TraceRecord | undefined): string {
  if (!record) return 'not tried'
  return record.result === 0 ? 'works' : String(record.errno)
}

function sayCase({ closesFirst, isOldSet, isNewSet }: Case): string {
  return `${closesFirst} first, ${Number(isOldSet)}/${Number(isNewSet)}`
}

function yes(isSet: boolean): string {
  return isSet ? 'yes' : 'no'
}
