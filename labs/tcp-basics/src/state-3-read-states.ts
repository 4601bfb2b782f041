import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { readSocketTable, readWithNetstat, readWithSs, type SocketRow } from '@socket-labs/system'
import { decide, select, type TraceRecord } from '@socket-labs/trace'

/** The states that an ordinary program can bring about on loopback and keep for a while. */
const wanted = ['LISTEN', 'ESTABLISHED', 'FIN_WAIT_2', 'CLOSE_WAIT', 'TIME_WAIT'] as const

/**
 * Every connection has a state, at each end its own. The kernel keeps the list, and anybody may read it:
 * with ss, with netstat, or with your own eyes in /proc/net/tcp.
 */
export default defineScenario({
  id: 'state-3-read-states',
  question: 'In which state is each end of a connection, and who can tell you?',
  facts: [{ id: 'state-3', truth: 'K' }],
  needs: ['proc-net-tcp'],

  async run(ctx) {
    const server = createServer({ allowHalfOpen: true }, (socket) => socket.resume())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
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

    await ctx.waitFor('all states to be there', () => hasAll(rowsAt(port, readSocketTable())))
    explainLine(ctx, port)
    await readWithEach(ctx, port)

    for (const socket of [open.client, open.peer, halfClosed.client, halfClosed.peer])
      socket.destroy()
    server.close()
    await once(server, 'close')
  },

  judge(records) {
    const rows = select(records, { kind: 'instrument.row' })
    const byProc = rows.filter((row) => row.instrument === '/proc/net/tcp')
    const others = [...new Set(rows.map((row) => row.instrument))].filter(
      (i) => i !== '/proc/net/tcp',
    )
    const found = wanted.map((state) => byProc.find((row) => row.state === state))
    const agree = others.every(
      (instrument) => keys(rows.filter((row) => row.instrument === instrument)) === keys(byProc),
    )
    return [
      decide(
        {
          id: 'state-3',
          truth: 'K',
          expected: `the kernel's own list shows ${wanted.join(', ')}; ss and netstat, where present, agree`,
        },
        [...found, ...rows],
        agree,
        `/proc/net/tcp shows ${byProc.length} rows; ${others.join(' and ') || 'no other tool'} ` +
          `${agree ? 'agree' : 'DIFFER'}; one state, several spellings: ${spelled(rows, 'FIN_WAIT_2')}`,
      ),
    ]
  },
})

function rowsAt(port: number, rows: SocketRow[]): SocketRow[] {
  return rows.filter((row) => row.localPort === port || row.remotePort === port)
}

function hasAll(rows: SocketRow[]): boolean {
  return wanted.every((state) => rows.some((row) => row.state === state))
}

/** One line of the kernel's list, decoded before the reader's eyes. */
function explainLine(ctx: ScenarioContext, port: number): void {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n')
  const line = lines.find((candidate) => candidate.includes(`0100007F:${hexPort} 00000000:0000 0A`))
  ctx.note(`/proc/net/tcp says:${line?.slice(line.indexOf(':') + 1, 40)}`)
  ctx.note(
    `0100007F is 127.0.0.1 read backwards, byte by byte; ${hexPort} is ${port} in hex; 0A is state 10: LISTEN`,
  )
}

async function readWithEach(ctx: ScenarioContext, port: number): Promise<void> {
  const instruments = {
    '/proc/net/tcp': () => readSocketTable(),
    ss: readWithSs,
    netstat: readWithNetstat,
  }
  for (const [instrument, read] of Object.entries(instruments)) {
    try {
      for (const row of rowsAt(port, await read())) recordRow(ctx, instrument, port, row)
    } catch (error) {
      ctx.note(`${instrument} is not on this machine: ${(error as NodeJS.ErrnoException).code}`)
    }
  }
}

function recordRow(ctx: ScenarioContext, instrument: string, port: number, row: SocketRow): void {
  const { localAddress, localPort, remoteAddress, remotePort, state, word } = row
  ctx.record({
    kind: 'instrument.row',
    at: localPort === port ? 'server' : 'client',
    origin: 'polled',
    instrument,
    state,
    word,
    local: `${localAddress}:${localPort}`,
    remote: `${remoteAddress}:${remotePort}`,
  })
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
