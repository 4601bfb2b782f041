import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import {
  readSocketTable,
  readWithNetstat,
  readWithSs,
  type SocketRow,
  spellings,
} from '@socket-labs/system'
import { decide, select, type TraceRecord } from '@socket-labs/trace'

/** The states that an ordinary program can bring about on loopback and keep for a while. */
const wanted = ['LISTEN', 'ESTABLISHED', 'FIN_WAIT_2', 'CLOSE_WAIT', 'TIME_WAIT'] as const

/**
 * Every connection has a state, at each end its own. The kernel keeps the list, and anybody may read it:
 * with ss, with netstat, or with your own eyes in /proc/net/tcp and, for IPv6 sockets, /proc/net/tcp6.
 */
export default defineScenario({
  id: 'state-3-read-states',
  question: 'In which state is each end of a connection, and who can tell you?',
  facts: [{ id: 'state-3', truth: 'K' }],
  needs: ['proc-net-tcp'],
  wants: ['loopback-ipv6'],

  async run(ctx) {
    const server = createServer({ allowHalfOpen: true }, (socket) => socket.resume())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    // Without an address Node listens at ::, an IPv6 socket that takes IPv4 too: it is in tcp6, not in tcp.
    const everywhere = createServer().listen(0)
    await once(everywhere, 'listening')
    const ports = [port, (everywhere.address() as AddressInfo).port]
    const dial = async () => {
      const accepted = once(server, 'connection')
      const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).resume()
      await once(client, 'connect')
      return { client, peer: (await accepted)[0] }
    }

    const open = await dial() // stays open: ESTABLISHED at both ends

    const halfClosed = await dial() // one end says "I have said all", the other says nothing
    halfClosed.client.end()

    const closed = await dial() // closed by both: the one that closed first has to wait for a minute
    closed.client.end()
    await once(closed.peer, 'end')
    closed.peer.end()
    await once(closed.client, 'close')

    await ctx.waitFor('all states to be there', () => hasAll(rowsAt(ports, readSocketTable())))
    explainLines(ctx, ports)
    await readWithEach(ctx, ports)

    for (const socket of [open.client, open.peer, halfClosed.client, halfClosed.peer])
      socket.destroy()
    for (const listener of [server, everywhere]) listener.close()
    await once(server, 'close')
  },

  judge(records) {
    const rows = select(records, { kind: 'instrument.row' })
    const byProc = rows.filter((row) => row.instrument === '/proc/net/tcp')
    const others = [...new Set(rows.map((row) => row.instrument))].filter(
      (i) => i !== '/proc/net/tcp',
    )
    const found = wanted.map((state) => byProc.find((row) => row.state === state))
    const everywhere = byProc.find(({ local }) => String(local).startsWith('[::]:'))
    const agree = others.every(
      (instrument) => keys(rows.filter((row) => row.instrument === instrument)) === keys(byProc),
    )
    return [
      decide(
        {
          id: 'state-3',
          truth: 'K',
          expected: `the kernel's own list shows ${wanted.join(', ')}, and a server without an address at ::; ss and netstat, where present, agree`,
        },
        [...found, everywhere, ...rows],
        agree,
        `/proc/net/tcp and tcp6 show ${byProc.length} rows, ${everywhere?.local} among them; ${others.join(' and ') || 'no other tool'} ` +
          `${agree ? 'agree' : 'DIFFER'}; one state, several spellings: ${spelled(rows, 'FIN_WAIT_2')}`,
      ),
    ]
  },
})

function rowsAt(ports: readonly number[], rows: SocketRow[]): SocketRow[] {
  return rows.filter((row) => ports.includes(row.localPort) || ports.includes(row.remotePort))
}

function hasAll(rows: SocketRow[]): boolean {
  return wanted.every((state) => rows.some((row) => row.state === state))
}

/** One line of each of the kernel's two lists, decoded before the reader's eyes. */
function explainLines(ctx: ScenarioContext, ports: readonly number[]): void {
  const [port = 0, port6 = 0] = ports
  ctx.note(`/proc/net/tcp says: ${lineOf('tcp', `0100007F:${hex(port)}`)}`)
  ctx.note(
    `0100007F is 127.0.0.1, its bytes backwards; ${hex(port)} is ${port} in hex; 0A is 10: LISTEN`,
  )
  const local6 = `${'0'.repeat(32)}:${hex(port6)}`
  if (lineOf('tcp6', local6)) {
    ctx.note(`/proc/net/tcp6 says: ${local6} … 0A`)
    ctx.note('four words of 4 bytes, each backwards for itself: here ::, which is every address')
  } else {
    ctx.note('no IPv6 here: a server without an address is at 0.0.0.0')
  }
  const half = spellings.find(({ state }) => state === 'SYN_RCVD')
  ctx.note(
    `SYN_RCVD has many spellings: ${half?.ss} (ss), ${half?.netstat} (netstat), ${half?.windows} (Windows)`,
  )
  ctx.note(`ask yourself: ss -tan | grep ${port}; netstat -an | grep ${port}; Windows: findstr`)
}

/** `0100007F:9157 00000000:0000 0A`: addresses and state of a listener. */
function lineOf(file: 'tcp' | 'tcp6', local: string): string | undefined {
  try {
    const text = readFileSync(`/proc/net/${file}`, 'utf8')
    return new RegExp(`${local} 0+:0000 0A`).exec(text)?.[0]
  } catch {
    return undefined
  }
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}

async function readWithEach(ctx: ScenarioContext, ports: readonly number[]): Promise<void> {
  const instruments = {
    '/proc/net/tcp': () => readSocketTable(),
    ss: readWithSs,
    netstat: readWithNetstat,
  }
  for (const [instrument, read] of Object.entries(instruments)) {
    try {
      for (const row of rowsAt(ports, await read())) recordRow(ctx, instrument, { ports, row })
    } catch (error) {
      ctx.note(`${instrument} is not on this machine: ${(error as NodeJS.ErrnoException).code}`)
    }
  }
}

interface Seen {
  ports: readonly number[]
  row: SocketRow
}

function recordRow(ctx: ScenarioContext, instrument: string, { ports, row }: Seen): void {
  const { localAddress, localPort, remoteAddress, remotePort, state, word } = row
  ctx.record({
    kind: 'instrument.row',
    at: ports.includes(localPort) ? 'server' : 'client',
    origin: 'polled',
    instrument,
    state,
    word,
    local: endpoint(localAddress, localPort),
    remote: endpoint(remoteAddress, remotePort),
  })
}

/** ss has a star for :: where the socket takes IPv4 too. */
function endpoint(address: string, port: number): string {
  if (address === '*') return `[::]:${port}`
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** What an instrument said, in a form in which two can be compared: a listener's peer has many names. */
function keys(rows: readonly TraceRecord[]): string {
  const key = ({ state, local, remote }: TraceRecord) =>
    state === 'LISTEN' ? `LISTEN ${local}` : `${state} ${local} ${remote}`
  return rows.map(key).sort().join('\n')
}

function spelled(rows: readonly TraceRecord[], state: string): string {
  const words = rows.filter((row) => row.state === state).map((row) => row.word)
  return [...new Set(words)].join(', ')
}
