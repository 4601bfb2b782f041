import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { decide, inOrder, select, sumBytes } from '@socket-labs/trace'
import { recordStates } from './record-states.ts'

/**
 * A connection is two streams, one each way. `end()` closes one of them: "I have said all".
 * Does the other one go on?
 */
export default defineScenario({
  id: 'close-3-half-close',
  question: 'The client says "I have said all". Can the server still answer?',
  facts: [{ id: 'close-3', truth: 'K' }],

  async run(ctx) {
    // Without allowHalfOpen, Node answers the peer's end of stream with its own at once, and the
    // question could not be asked: the convenience hides the truth.
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      let questions = ''
      socket.on('data', (bytes) => {
        questions += bytes
      })
      socket.on('end', () => {
        ctx.note(`the server has read the end of stream, and only now begins to answer`)
        for (const question of questions.trim().split('\n'))
          socket.write(`${question.toUpperCase()}!\n`)
        states.read()
        socket.end()
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const states = recordStates(ctx, port)

    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    await once(client, 'connect')
    states.read()
    client.write('who are you\n')
    client.write('what do you want\n')
    client.end() // shutdown(SHUT_WR): a FIN leaves, and nothing more can be written here

    let answer = ''
    client.on('data', (bytes) => {
      answer += bytes
    })
    await once(client, 'end')
    ctx.note(`after its own end() the client still read ${answer.length} bytes`)
    await once(client, 'close')
    states.stop()
    server.close()
    await once(server, 'close')
  },

  judge(records) {
    const [shutdown] = select(records, { kind: 'socket.shutdown', at: 'client' })
    const [end] = select(records, { kind: 'socket.end', at: 'server' })
    const answers = select(records, { kind: 'socket.write', at: 'server' })
    const reads = select(records, { kind: 'socket.data', at: 'client' })
    const [firstAnswer] = answers
    const [firstRead] = reads
    const answered = sumBytes(answers)
    return [
      decide(
        {
          id: 'close-3',
          truth: 'K',
          expected: 'after end() at the client, data still flows from the server to the client',
        },
        [shutdown, end, firstAnswer, firstRead],
        inOrder(shutdown, end, firstAnswer, firstRead) &&
          answered > 0 &&
          sumBytes(reads) === answered,
        `the server wrote ${answered} bytes after the client's end of stream; the client read ${sumBytes(reads)}`,
      ),
    ]
  },
})
