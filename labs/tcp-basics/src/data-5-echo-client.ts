import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { decide, inOrder, select, sumBytes } from '@socket-labs/trace'

/**
 * Your `write` has succeeded: its callback was called. Has anybody read what you wrote?
 * Here the server is slow to read on purpose. Give `--port` to talk to any other echo server.
 */
export default defineScenario({
  id: 'data-5-echo-client',
  question: 'write() has succeeded. Has the other program read a single byte?',
  facts: [{ id: 'data-5', truth: 'K' }],
  options: {
    port: {
      about: 'an echo server on 127.0.0.1; 0: one of its own, that is slow to read',
      default: '0',
    },
    message: { about: 'what to send', default: 'is anybody there?' },
  },

  async run(ctx) {
    const port = Number(ctx.options.port)
    const own = port === 0 ? await slowEchoServer() : undefined
    const client = connect(own?.port ?? port, '127.0.0.1')
    await once(client, 'connect')

    const message = `${ctx.options.message}\n`
    await new Promise((resolve) => client.write(message, resolve))
    ctx.note('the write has succeeded: our own kernel has the bytes. That is all it means')

    own?.startReading()
    let echoed = ''
    client.on('data', (bytes) => {
      echoed += bytes
    })
    await ctx.waitFor(
      'the whole echo',
      () => Buffer.byteLength(echoed) >= Buffer.byteLength(message),
    )
    ctx.note('the echo is here: this, and nothing before, proves that a program read our bytes')

    client.end()
    await once(client, 'close')
    await own?.close()
  },

  judge(records) {
    const [write] = select(records, { kind: 'socket.write', at: 'client' })
    const [written] = select(records, { kind: 'socket.written', at: 'client' })
    const [read] = select(records, { kind: 'socket.data', at: 'server' })
    const replies = select(records, { kind: 'socket.data', at: 'client' })
    // The reader is ours or a stranger: a stranger's read is not seen, its reply is.
    const isOurs = records.some((record) => record.kind === 'socket.accept')
    const order = isOurs ? [write, written, read, replies[0]] : [write, written, replies[0]]
    return [
      decide(
        {
          id: 'data-5',
          truth: 'K',
          expected:
            'write succeeds before anybody reads; the reply alone proves that the bytes were read',
        },
        order,
        inOrder(...order) && sumBytes(replies) === write?.originalBytes,
        `written after ${since(write, written)}, ${isOurs ? `read after ${since(write, read)}, ` : ''}` +
          `answered after ${since(write, replies[0])}`,
      ),
    ]
  },
})

/** An echo server that reads nothing until it is told to. */
async function slowEchoServer() {
  let accept: (socket: Socket) => void
  const accepted = new Promise<Socket>((resolve) => {
    accept = resolve
  })
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) =>
    accept(socket),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    startReading: () => accepted.then((socket) => socket.pipe(socket)),
    close: () => once(server.close(), 'close'),
  }
}

function since(from: { tMs: number } | undefined, to: { tMs: number } | undefined): string {
  return from && to ? `${(to.tMs - from.tMs).toFixed(2)} ms` : 'never'
}
