import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { decide, select, sumBytes } from '@socket-labs/trace'

/**
 * A server that answers each byte with the same byte, to anybody: our client, nc, a browser, you.
 * It runs until you stop it.
 */
export default defineScenario({
  id: 'data-5-echo-server',
  question: 'Talk to it with nc: what proves that a program has read what you sent?',
  facts: [{ id: 'data-5', truth: 'K' }],
  options: { port: { about: 'port to listen on; 0: one that is free', default: '0' } },
  openEnded: true,

  async run(ctx) {
    const open = new Set<Socket>()
    // allowHalfOpen: a client may close its side first, as nc -N does, and still gets its answer.
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      open.add(socket)
      socket.on('error', () => {}) // A client that goes away ends its own connection, not the server.
      socket.on('close', () => open.delete(socket))
      socket.pipe(socket) // pipe stops reading while the answer cannot be written: backpressure
    })
    server.listen(Number(ctx.options.port), '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    ctx.note(`the echo server listens: try  nc 127.0.0.1 ${port}  in a terminal`, { port })

    await ctx.untilStopped()
    server.close()
    for (const socket of open) socket.destroy()
    await once(server, 'close')
  },

  judge(records) {
    const reads = select(records, { kind: 'socket.data', at: 'server' })
    const writes = select(records, { kind: 'socket.write', at: 'server' })
    if (reads.length === 0) return []
    return [
      decide(
        {
          id: 'data-5',
          truth: 'K',
          expected: 'only the reply proves that the program read: every byte read was answered',
        },
        [reads[0], writes[0], reads.at(-1), writes.at(-1)],
        sumBytes(reads) === sumBytes(writes),
        `the server read ${sumBytes(reads)} bytes and answered ${sumBytes(writes)}`,
      ),
    ]
  },
})
