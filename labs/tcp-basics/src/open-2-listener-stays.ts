import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import type { DiagSocket } from '@socket-labs/system'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { textOf } from './address-text.ts'
import { BareSocket } from './bare-socket.ts'
import { KernelList } from './kernel-list.ts'

/**
 * RFC 9293 draws one connection that goes LISTEN → SYN_RCVD. If the listener itself went that way, nobody
 * would listen any more for the next client. What does a real kernel do?
 *
 * SYN_RCVD is over in a moment on this machine. Here it stands still: the listener asks its kernel to
 * go on only when the client has sent data (TCP_DEFER_ACCEPT), and the client sends none for a while.
 */
export default defineScenario({
  id: 'open-2-listener-stays',
  question: 'A SYN comes to a listening socket. Which socket goes on to SYN_RCVD?',
  facts: [{ id: 'open-2', truth: 'K' }],
  needs: ['koffi', 'sock-diag'],

  async run(ctx) {
    const listener = new BareSocket(ctx, 'server')
    listener.posix.setOption('deferAcceptSeconds', 5)
    listener.listen({ address: '127.0.0.1', port: 0 }, 5)
    const address = listener.posix.localAddress()
    const list = new KernelList(ctx, address.port)
    list.look('listen()')

    const client = new BareSocket(ctx, 'client')
    client.connect(address)
    tellRows(ctx, 'after the SYN', list.look('the SYN, and an ACK that is not taken yet'))
    await client.connected()

    await client.send('hello')
    const accepted = await listener.accepted()
    tellRows(ctx, 'after data', list.look('data from the client'))
    await accepted.received()

    client.close()
    await accepted.received()
    accepted.close()
    listener.close()
    list.look('close()')
    list.close()
  },

  judge(records) {
    const [first, second] = ['after the SYN', 'after data'].map((look) =>
      select(records, { kind: 'note' }).find((note) => note.look === look),
    )
    const [listening, halfOpen] = rowsOf(first)
    const [still, open] = rowsOf(second)
    return [
      decide(
        {
          id: 'open-2',
          truth: 'K',
          expected:
            'a new connection is in SYN_RCVD while the listener stays in LISTEN; later the new one is ESTABLISHED, the listener still in LISTEN',
        },
        [first, second],
        listening?.state === 'LISTEN' &&
          still?.state === 'LISTEN' &&
          still.inode === listening.inode &&
          halfOpen?.state === 'SYN_RCVD' &&
          halfOpen.inode === 0 &&
          open?.state === 'ESTABLISHED' &&
          open.peer === halfOpen.peer,
        [first, second].map((note) => note?.text ?? 'no look').join('; '),
      ),
    ]
  },
})

interface Row {
  state: string
  peer: string
  /** 0: no program holds it. */
  inode: number
}

/** Writes down what stands at the server's port: the listener first. */
function tellRows(ctx: ScenarioContext, look: string, sockets: readonly DiagSocket[]): void {
  const port = sockets.find(({ state }) => state === 'LISTEN')?.local.port
  const rows = sockets
    .filter(({ local }) => local.port === port)
    .sort((one, other) => one.remote.port - other.remote.port)
    .map(({ state, remote, inode }): Row => ({ state, peer: textOf(remote), inode }))
  const said = rows.map(({ state, peer }) => (state === 'LISTEN' ? state : `${state} with ${peer}`))
  ctx.note(`${look} the server's port has: ${said.join(', ')}`, { look, rows })
}

function rowsOf(note: TraceRecord | undefined): Row[] {
  return Array.isArray(note?.rows) ? (note.rows as Row[]) : []
}
