import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, select } from '@socket-labs/trace'
import { textOf } from './address-text.ts'
import { BareSocket } from './bare-socket.ts'
import { KernelList } from './kernel-list.ts'

/**
 * No server, no listener: one socket, which connects to the port that it has itself. It gets its own SYN,
 * and what TCP does with a SYN in SYN_SENT is a simultaneous open (RFC 9293 §3.5).
 *
 * It happens by accident: a client that tries a dead local server again and again, at a port of the
 * range from which the kernel takes the client's own, meets itself one day.
 */
export default defineScenario({
  id: 'open-9-connect-to-itself',
  question: 'Nobody listens, and a socket connects to its own port. Who answers?',
  facts: [{ id: 'open-9', truth: 'K' }],
  needs: ['koffi', 'sock-diag'],

  async run(ctx) {
    const socket = new BareSocket(ctx, 'client')
    socket.posix.bind({ address: '127.0.0.1', port: 0 })
    const own = socket.posix.localAddress()
    ctx.note(`bound to ${textOf(own)}; nobody listens there`)
    const list = new KernelList(ctx, own.port)

    socket.connect(own)
    list.look('sent its SYN, and got it')
    await socket.connected()
    tellList(ctx, list)

    await socket.send('is anybody there?')
    await socket.received()
    ctx.note(
      'what it wrote it reads: both ends are one socket, and all that it does it does to itself',
    )
    socket.close()
    list.close()
  },

  judge(records) {
    const [asked] = select(records, { kind: 'socket.connecting' })
    const [connected] = select(records, { kind: 'socket.connect' })
    const [write] = select(records, { kind: 'socket.write' })
    const [read] = select(records, { kind: 'socket.data' })
    const list = select(records, { kind: 'note' }).find((note) => note.states !== undefined)
    const states = Array.isArray(list?.states) ? list.states : []
    return [
      decide(
        {
          id: 'open-9',
          truth: 'K',
          expected:
            'without any listener one connection results, from the port to itself: one socket, ESTABLISHED, which reads what it writes',
        },
        [asked, connected, list, write, read],
        asked?.local === asked?.remote &&
          connected?.local === connected?.remote &&
          states.join() === 'ESTABLISHED' &&
          Number(read?.originalBytes) > 0 &&
          read?.originalBytes === write?.originalBytes,
        `${connected?.local} is connected to ${connected?.remote}; in the kernel's list: ${states.join(', ')}; wrote ${write?.originalBytes} bytes, read ${read?.originalBytes}`,
      ),
    ]
  },
})

function tellList(ctx: ScenarioContext, list: KernelList): void {
  const states = list.read().map(({ state }) => state)
  ctx.note(`the kernel's list has for this port: ${states.join(', ')}, and no LISTEN`, { states })
}
