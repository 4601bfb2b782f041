import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { readSocketTable, readWithNetstat, readWithSs } from '@socket-labs/system'
import { decide, select, type TraceRecord } from '@socket-labs/trace'

const clients = 8

/** The looks at the kernel's list, in order, and how many sockets must be in CLOSE_WAIT then. */
const looks = {
  'leaky, its clients have left': clients,
  'mended, its clients have left': 0,
  'leaky, later': clients,
  'leaky, the program has closed': 0,
} as const

type Look = keyof typeof looks

/**
 * The clients have asked, got their answers and gone. The server forgets to close. Who cleans up, and when?
 */
export default defineScenario({
  id: 'close-8-close-wait-leak',
  question: 'The clients have left, and the server never closes. What is left, and for how long?',
  facts: [{ id: 'close-8', truth: 'K' }],

  async run(ctx) {
    // Nobody listens for 'end': the FIN is received, and that is all.
    const leaky = await listen((socket) => {
      socket.on('data', () => socket.write('the answer'))
    })
    await comeAndGo(ctx, leaky)
    ctx.note('all clients have left. What does the kernel still keep for the server?')
    await count(ctx, leaky, 'leaky, its clients have left')

    const mended = await listen((socket) => {
      socket.on('data', () => socket.write('the answer'))
      socket.on('end', () => socket.end()) // the mend: what the client has closed, we close as well
    })
    await comeAndGo(ctx, mended)
    await closeServer(mended) // resolves when its last connection is gone
    await count(ctx, mended, 'mended, its clients have left')

    ctx.note('meanwhile nobody touched the first server. Did its kernel give up?')
    explainTimer(ctx, leaky)
    await count(ctx, leaky, 'leaky, later')
    for (const socket of leaky.accepted) socket.end()
    await closeServer(leaky)
    ctx.note('the program has closed: CLOSE_WAIT → LAST_ACK → CLOSED, at once')
    await count(ctx, leaky, 'leaky, the program has closed')
  },

  judge(records) {
    const ends = select(records, { kind: 'socket.end', at: 'server' })
    const counts = select(records, { kind: 'instrument.count', at: 'server' })
    const at = (look: string) => counts.filter((one) => one.look === look)
    const firstOfEach = Object.keys(looks).map((look) => at(look)[0])
    return [
      decide(
        {
          id: 'close-8',
          truth: 'K',
          expected:
            'every client that left stays in CLOSE_WAIT until the program closes; with a server that closes at the end of the stream none does',
        },
        // The last end is that of the last client of the second server.
        [...firstOfEach, ends[2 * clients - 1], ...counts, ...ends],
        counts.every((one) => one.count === looks[one.look as Look]),
        Object.keys(looks)
          .map((look) => `${look}: ${sayCounts(at(look))}`)
          .join('; '),
      ),
    ]
  },
})

interface Listening {
  server: Server
  port: number
  accepted: Socket[]
}

/** With allowHalfOpen the program alone says when a connection is closed. Raw sockets are always so. */
async function listen(serve: (socket: Socket) => void): Promise<Listening> {
  const accepted: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(socket)
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port, accepted }
}

async function closeServer({ server }: Listening): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  await closed
}

/** Clients that ask, read the answer, and are gone, as a program is that has ended. */
async function comeAndGo(ctx: ScenarioContext, { port, accepted }: Listening): Promise<void> {
  for (let nth = 0; nth < clients; nth++) {
    const client = connect(port, '127.0.0.1')
    client.write('a question')
    await once(client, 'data')
    client.destroy() // close(2): nothing is left unread, so a FIN leaves, not a reset
    await once(client, 'close')
  }
  const hasHeardAll = () =>
    accepted.length === clients && accepted.every((one) => one.readableEnded)
  await ctx.waitFor('the server to have read every end of stream', hasHeardAll)
}

/** Counts the server's sockets in CLOSE_WAIT with every instrument that this machine has. */
async function count(ctx: ScenarioContext, { port }: Listening, look: Look): Promise<void> {
  const instruments = {
    ss: readWithSs,
    '/proc/net/tcp': async () => readSocketTable(),
    netstat: readWithNetstat,
  }
  for (const [instrument, read] of Object.entries(instruments)) {
    try {
      const rows = await read()
      const leaked = rows.filter((row) => row.localPort === port && row.state === 'CLOSE_WAIT')
      const seen = { instrument, look, state: 'CLOSE_WAIT', count: leaked.length }
      ctx.record({ kind: 'instrument.count', at: 'server', origin: 'polled', ...seen })
    } catch (error) {
      ctx.note(`${instrument} is not on this machine: ${(error as NodeJS.ErrnoException).code}`)
    }
  }
}

/** Why waiting does not help, from one of the kernel's lines. */
function explainTimer(ctx: ScenarioContext, { port }: Listening): void {
  if (!existsSync('/proc/net/tcp')) return
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n')
  const line = lines.find((one) => one.includes(`: ${local} `) && / 08 \S+ 00:0{8} /.test(one))
  if (!line) return
  ctx.note(`/proc/net/tcp says: ${line.trim().split(/\s+/).slice(1, 6).join(' ')}`)
  ctx.note(
    '08 is CLOSE_WAIT. 00:00000000 is its timer: none runs, so nothing but the program ends it',
  )
}

/** `8 (ss, netstat)`: what the instruments told, and which of them. */
function sayCounts(counts: readonly TraceRecord[]): string {
  const told = [...new Set(counts.map((one) => one.count))]
  const by = (count: unknown) =>
    counts.filter((one) => one.count === count).map((one) => one.instrument)
  return told.map((count) => `${count} (${by(count).join(', ')})`).join(', ') || 'not counted'
}
