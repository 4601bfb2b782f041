import { once } from 'node:events'
import {
  type AddressInfo,
  connect,
  createServer,
  type ListenOptions,
  type Server,
  type TcpNetConnectOpts,
} from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, select, type TraceRecord } from '@socket-labs/trace'

/** Where a server may listen, and which of 127.0.0.1 and ::1 then reaches it. */
const places = [
  { host: '127.0.0.1', byIpv4: true, byIpv6: false },
  { host: '0.0.0.0', byIpv4: true, byIpv6: false },
  { host: '::1', byIpv4: false, byIpv6: true },
  { host: '::', byIpv4: true, byIpv6: true },
  // Node's listen(port) and nothing else.
  { host: undefined, byIpv4: true, byIpv6: true },
] as const

const callers = ['127.0.0.1', '::1'] as const

/**
 * "It listens on port 4000, so it can be reached at localhost:4000." That depends on where it listens: the
 * loopback or every address, of IPv4 or IPv6, are four places.
 */
export default defineScenario({
  id: 'open-13-four-places',
  question: '127.0.0.1, 0.0.0.0, ::1 and ::, is that not all the same machine?',
  facts: [{ id: 'open-13', truth: 'K' }],
  needs: ['loopback-ipv4', 'loopback-ipv6'],

  async run(ctx) {
    for (const { host } of places) {
      ctx.note(`listen(${['port', ...(host ? [`'${host}'`] : [])].join(', ')})`)
      const server = await listen({ port: 0, host })
      const { port } = server.address() as AddressInfo
      for (const caller of callers) await call({ port, host: caller })
      await once(server.close(), 'close')
    }
    await twoOnOnePort(ctx)
  },

  judge(records) {
    const table = places.map((_, nth) => reachedAt(records, nth))
    const isRight = places.every(
      ({ byIpv4, byIpv6 }, nth) =>
        isConnect(table[nth]?.byIpv4) === byIpv4 && isConnect(table[nth]?.byIpv6) === byIpv6,
    )
    const both = select(records, { kind: 'note' }).find(({ answers }) => answers !== undefined)
    const rows = table.map(({ listening, byIpv4, byIpv6 }, nth) => {
      const place = places[nth]?.host ?? `listen(port), which is ${placeOf(listening)},`
      return `${place} over IPv4 ${word(byIpv4)}, over IPv6 ${word(byIpv6)}`
    })
    return [
      decide(
        {
          id: 'open-13',
          truth: 'K',
          expected:
            "127.0.0.1 and 0.0.0.0 are reached over IPv4 alone, ::1 over IPv6 alone, :: over both; Node's listen(port) is ::; two servers may have one port",
        },
        [...table.flatMap(({ listening, byIpv4, byIpv6 }) => [listening, byIpv4, byIpv6]), both],
        isRight &&
          placeOf(table.at(-1)?.listening) === '[::]' &&
          String(both?.answers) === String(callers),
        [...rows, both?.text].join('; '),
      ),
    ]
  },
})

async function listen(where: ListenOptions): Promise<Server> {
  const server = createServer((socket) => socket.end(where.host ?? 'any place'))
  server.listen(where)
  await once(server, 'listening')
  return server
}

/** What the server there says, which is where it listens; undefined where nobody answers. */
async function call(to: TcpNetConnectOpts): Promise<string | undefined> {
  const client = connect(to)
  let said = ''
  client.on('data', (bytes) => {
    said += bytes
  })
  let isRefused = false
  client.on('error', () => {
    isRefused = true
  })
  await new Promise((resolve) => client.once('close', resolve))
  return isRefused ? undefined : said
}

/** A port number is nobody's: the place is address and port together. */
async function twoOnOnePort(ctx: ScenarioContext): Promise<void> {
  const first = await listen({ port: 0, host: '127.0.0.1' })
  const { port } = first.address() as AddressInfo
  const second = await listen({ port, host: '::1' })
  const answers = [await call({ port, host: '127.0.0.1' }), await call({ port, host: '::1' })]
  ctx.note(`two servers at port ${port}: answers from ${answers.join(' and ')}`, { answers })
  for (const server of [first, second]) await once(server.close(), 'close')
}

/** The `nth` server's record, and how a call over each family ended. */
function reachedAt(records: readonly TraceRecord[], nth: number) {
  const listening = select(records, { kind: 'socket.listening' })[nth]
  const [byIpv4, byIpv6] = callers.map((caller, i) => {
    const asked = select(records, { kind: 'socket.connecting' })[callers.length * nth + i]
    const isRight = String(asked?.remote) === endOf(caller, listening)
    return records.find(
      (one) => isRight && one.socket === asked?.socket && /connect$|error$/.test(one.kind),
    )
  })
  return { listening, byIpv4, byIpv6 }
}

function endOf(address: string, listening: TraceRecord | undefined): string {
  const port = String(listening?.local).replace(/^.*:/, '')
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function placeOf(listening: TraceRecord | undefined): string {
  return String(listening?.local).replace(/:\d+$/, '')
}

function isConnect(result: TraceRecord | undefined): boolean | undefined {
  return result && result.kind === 'socket.connect'
}

function word(result: TraceRecord | undefined): string {
  if (!result) return 'not tried'
  return result.kind === 'socket.connect' ? 'reached' : String(result.code)
}
