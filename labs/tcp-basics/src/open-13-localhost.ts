import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { decide, select, type TraceRecord } from '@socket-labs/trace'

/**
 * "localhost is 127.0.0.1." It is a name, and many machines have ::1 for it too, and first. A server that
 * listens at 127.0.0.1 is then found only by a client that tries the next address when one refuses.
 */
export default defineScenario({
  id: 'open-13-localhost',
  question: 'localhost stands for ::1 and 127.0.0.1, and the server listens at one. Is it found?',
  facts: [{ id: 'open-13', truth: 'K' }],
  needs: ['loopback-ipv4', 'loopback-ipv6'],

  async run(ctx) {
    const here = await lookup('localhost', { all: true, verbatim: true })
    const names = here.map(({ address }) => address).join(', then ')
    ctx.note(`on this machine localhost is ${names}; the experiment takes ::1, then 127.0.0.1`)

    const server = createServer((socket) => socket.end())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const call = async (autoSelectFamily: boolean) => {
      const client = connect({ port, host: 'localhost', lookup: bothAddresses, autoSelectFamily })
      client.on('error', () => {})
      client.resume()
      await new Promise((resolve) => client.once('close', resolve))
    }
    await call(true) // as Node 20 does unless told otherwise
    ctx.note('found: ::1 refused, and Node went on to 127.0.0.1')
    await call(false) // as Node did before
    ctx.note('not found: the first address refused, and that was all')
    await once(server.close(), 'close')
  },

  judge(records) {
    const asked = select(records, { kind: 'socket.connecting', at: 'client' })
    const [first, next, alone] = asked
    const port = String(select(records, { kind: 'socket.listening' })[0]?.local).split(':')[1]
    const found = endOf(records, first, 'socket.connect')
    const refused = endOf(records, alone, 'socket.error')
    const tried = asked.map(({ remote }) => String(remote))
    return [
      decide(
        {
          id: 'open-13',
          truth: 'K',
          expected:
            'a client that tries both of the addresses of localhost finds the server at the second; one that tries only the first is refused',
        },
        [first, next, found, alone, refused],
        tried.join() === [`[::1]:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`].join() &&
          next?.socket === first?.socket &&
          found?.remote === next?.remote &&
          refused?.code === 'ECONNREFUSED',
        `tried ${tried.slice(0, 2).join(', then ')}: connected to ${found?.remote}; tried ${tried.slice(2).join()} alone: ${refused?.code}`,
      ),
    ]
  },
})

/** As a machine answers that has both, whatever this one does. */
function bothAddresses(
  _name: string,
  { all }: { all?: boolean },
  tell: (
    error: null,
    address: string | { address: string; family: number }[],
    family?: number,
  ) => void,
): void {
  const addresses = [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ]
  if (all) tell(null, addresses)
  else tell(null, '::1', 6)
}

function endOf(
  records: readonly TraceRecord[],
  asked: TraceRecord | undefined,
  kind: string,
): TraceRecord | undefined {
  return select(records, { kind }).find(({ socket }) => socket === asked?.socket)
}
