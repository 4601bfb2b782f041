import { once } from 'node:events'
import { connect } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { decide, inOrder, select, type TraceRecord } from '@socket-labs/trace'
import { recordStates } from './record-states.ts'

/**
 * "The server accepts, and then the client is connected." So it is often told. Here the server's
 * program cannot accept: its event loop is busy for a while. Is the client connected all the same?
 */
export default defineScenario({
  id: 'open-4-connect-before-accept',
  question: 'The server is too busy to accept. Can a client connect to it, and even send?',
  facts: [{ id: 'open-4', truth: 'K' }],

  async run(ctx) {
    // The server is a process of its own, so that it can be busy while we are not.
    const server = await ctx.startProcess(
      'server',
      new URL('./open-4-busy-server.ts', import.meta.url),
    )
    const port = server.told as number
    const states = recordStates(ctx, port)

    // From here on the server's program does nothing but count, for 400 ms. It cannot call accept.
    await server.ask({ busyMs: 400 })

    const client = connect(port, '127.0.0.1')
    await once(client, 'connect')
    ctx.note('connected: the kernel at the other end finished the handshake without its program')

    client.write('hello, is anybody there?')
    states.read() // the kernel's list already has the server's end, with our bytes, held by no program
    ctx.note('written: the bytes wait in the kernel at the other end')

    // When the loop is free again, Node accepts, and the program finds connection and bytes together.
    client.resume()
    await once(client, 'end')
    await once(client, 'close')
    states.stop()
    await server.stop()
  },

  judge(records) {
    const busy = records.find((record) => record.phase === 'busy')
    const free = records.find((record) => record.phase === 'free')
    const [connected] = select(records, { kind: 'socket.connect', at: 'client' })
    const [write] = select(records, { kind: 'socket.write', at: 'client' })
    const [accepted] = select(records, { kind: 'socket.accept', at: 'server' })
    const [read] = select(records, { kind: 'socket.data', at: 'server' })
    const evidence = [busy, connected, write, free, accepted, read]
    // Where the kernel's own list could be read: the server's end, which no program holds yet.
    const waiting = select(records, { kind: 'tcp.queues', at: 'server' }).filter(
      (queues) => queues.state === 'ESTABLISHED' && queues.isHeldByProgram === false,
    )
    const inKernel = waiting[0]
      ? `; ${waiting[0].receiveQueueBytes} bytes waited in the kernel, held by no program`
      : ''
    return [
      decide(
        {
          id: 'open-4',
          truth: 'K',
          expected: 'the client is connected, and has written, before the server accepts',
        },
        [...evidence, ...waiting],
        inOrder(...evidence) && read?.originalBytes === write?.originalBytes,
        `connected at ${at(connected)}, wrote at ${at(write)}; accepted at ${at(accepted)}${inKernel}`,
      ),
    ]
  },
})

function at(record: TraceRecord | undefined): string {
  return record ? `${record.tMs.toFixed(1)} ms` : 'no time'
}
