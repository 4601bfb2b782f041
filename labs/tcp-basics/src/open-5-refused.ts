import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { decide, select } from '@socket-labs/trace'

/**
 * You connect to a port where nobody listens. Nobody is there to say no, and yet "no" comes at once.
 * Who says it?
 */
export default defineScenario({
  id: 'open-5-refused',
  question: 'Nobody listens on the port. Who answers, and how fast?',
  facts: [{ id: 'open-5', truth: 'K' }],

  async run(ctx) {
    const port = await freePort()
    ctx.note(`nobody listens on port ${port}`)

    // The first try. The kernel of the machine we call answers for the program that is not there:
    // a segment with RST and ACK. Here the kernel hands us that answer as the error ECONNREFUSED.
    const refused = connect(port, '127.0.0.1')
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException]
    ctx.note(`connect failed with ${error.code}`)

    // The same port once more. Only one thing is different: now somebody listens.
    const server = createServer((socket) => socket.end())
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')

    const welcome = connect(port, '127.0.0.1')
    await once(welcome, 'connect')
    ctx.note('the same port, and now it works: "refused" says that nobody listened, nothing more')

    welcome.end().resume()
    await once(welcome, 'close')
    server.close()
    await once(server, 'close')
  },

  judge(records) {
    const [called] = select(records, { kind: 'socket.connecting' })
    const conn = called?.conn
    const connected = select(records, { kind: 'socket.connect', conn })
    const [error] = select(records, { kind: 'socket.error', conn })
    const [close] = select(records, { kind: 'socket.close', conn })
    const waitedMs = called && error ? (error.tMs - called.tMs).toFixed(1) : '?'
    return [
      decide(
        {
          id: 'open-5',
          truth: 'K',
          expected:
            'where nobody listens, connect fails with ECONNREFUSED, and the socket is closed',
        },
        [called, error, close],
        error?.code === 'ECONNREFUSED' && connected.length === 0,
        `${error?.code ?? 'no error'} on ${called?.remote ?? 'no attempt'} after ${waitedMs} ms`,
      ),
    ]
  },
})

/** A port that was free a moment ago: the kernel chose it, and we gave it back. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
