import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { decide, select, sumBytes, type TraceRecord } from '@socket-labs/trace'

/**
 * Ten writes here. How many reads there? And one large write? What the sender wrote at once has no
 * meaning to TCP: it carries a stream of bytes, and it cuts the stream where it likes.
 */
export default defineScenario({
  id: 'data-3-ten-writes',
  question: 'Ten writes on one side: how many reads on the other?',
  facts: [{ id: 'data-3', truth: 'K' }],

  async run(ctx) {
    const largeBytes = 256 * 1024
    let receivedBytes = 0
    const server = createServer((socket) => {
      socket.on('data', (bytes) => {
        receivedBytes += bytes.length
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    client.setNoDelay(true) // Nagle's algorithm is not the cause of what you will see: it is off.
    await once(client, 'connect')

    ctx.note('ten small writes, one after the other', { phase: 'small' })
    let smallBytes = 0
    for (let i = 1; i <= 10; i++) {
      const message = `message ${i}: ${'x'.repeat(Math.floor(ctx.random() * 20))}\n`
      smallBytes += message.length
      client.write(message)
    }
    await ctx.waitFor('the ten messages to arrive', () => receivedBytes === smallBytes)

    ctx.note('now one write of 256 KiB', { phase: 'large' })
    client.write(Buffer.alloc(largeBytes, 'y'))
    await ctx.waitFor(
      'the large message to arrive',
      () => receivedBytes === smallBytes + largeBytes,
    )

    client.end().resume()
    await once(client, 'close')
    server.close()
    await once(server, 'close')
  },

  judge(records) {
    const large = records.find((record) => record.kind === 'note' && record.phase === 'large')
    const writes = select(records, { kind: 'socket.write', at: 'client' })
    const reads = select(records, { kind: 'socket.data', at: 'server' })
    const [small, big] = [before(large), after(large)].map((inPhase) => ({
      writes: writes.filter(inPhase),
      reads: reads.filter(inPhase),
    })) as [Phase, Phase]
    const differ = [small, big].every(
      (phase) => phase.reads.length > 0 && phase.writes.length !== phase.reads.length,
    )
    return [
      decide(
        {
          id: 'data-3',
          truth: 'K',
          expected: 'writes and reads differ in number and size; the bytes are the same',
        },
        [large, ...writes, ...reads],
        differ && sumBytes(writes) === sumBytes(reads),
        `${story(small)}; ${story(big)}; bytes written ${sumBytes(writes)}, read ${sumBytes(reads)}`,
      ),
    ]
  },
})

interface Phase {
  writes: TraceRecord[]
  reads: TraceRecord[]
}

function before(mark: TraceRecord | undefined) {
  return (record: TraceRecord) => mark !== undefined && record.tMs < mark.tMs
}

function after(mark: TraceRecord | undefined) {
  return (record: TraceRecord) => mark !== undefined && record.tMs >= mark.tMs
}

function story({ writes, reads }: Phase): string {
  return `${writes.length} ${writes.length === 1 ? 'write' : 'writes'} came as ${reads.length} ${reads.length === 1 ? 'read' : 'reads'}`
}
