import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire, type WireEnd } from '@socket-labs/lab/wire'
import { decide, inOrder, select, sumBytes, type TraceRecord } from '@socket-labs/trace'
import { arrivedMs, segments } from './seen-on-the-wire.ts'

const patienceMs = 15_000

/**
 * ⚠ "The write has succeeded, so the other end has it." ⚠ "It was acknowledged, so the other program has read
 * it." Here the wire holds every segment with data, and the reader does not read: so each step of the way
 * stands still, and can be compared with what the writer was told.
 */
export default defineScenario({
  id: 'data-5-written-on-the-wire',
  question: 'Both writes have succeeded. Where are the bytes?',
  facts: [{ id: 'data-5', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    // Without this setting a sender that waits too long for an ACK probes with new data (RFC 8985 §7.3).
    const settings = { 'net.ipv4.tcp_early_retrans': 0 }
    const wire = Wire.open(ctx, { delayMs: 10, settings })
    const accepted: Socket[] = []
    const server = createServer({ pauseOnConnect: true }, (socket) => accepted.push(socket))
    await wire.server.listen(server, 80)
    const client = connect(80, wire.server.address)
    await once(client, 'connect')
    const reader = await ctx.waitFor('the server to accept', () => accepted[0], patienceMs)

    const hold = wire.rule('hold every data segment from client until released')
    await written(client, 'first')
    await ctx.waitFor('the segment to be held', () => hold.view().held > 0, patienceMs)
    await written(client, 'second')
    const sentBytes = client.bytesWritten
    recordQueues(ctx, wire.client)
    // Nagle's algorithm (RFC 9293 §3.7.4): a small segment waits while another is not acknowledged.
    ctx.note('both writes have succeeded: the first message is held, the second never left')

    hold.remove()
    await ctx.waitFor(
      'all to be acknowledged',
      () => queuesOf(wire.client)?.sendQueueBytes === 0,
      patienceMs,
    )
    recordQueues(ctx, wire.server)
    ctx.note("all is acknowledged: the server's kernel has it. Its program has read nothing")

    let readBytes = 0
    reader.on('data', (bytes) => {
      readBytes += bytes.length
      if (readBytes === sentBytes) reader.end('read it')
    })
    reader.resume()
    await once(client, 'data')
    ctx.note('the answer: this, and nothing before, proves that a program has read our bytes')

    client.end()
    await once(client, 'close')
    server.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const writes = select(records, { kind: 'socket.write', at: 'client' })
    const [firstDone, secondDone] = select(records, { kind: 'socket.written', at: 'client' })
    const [waiting] = select(records, { kind: 'tcp.queues', at: 'client' })
    const [unread] = select(records, { kind: 'tcp.queues', at: 'server' })
    const [held] = segments(records, { sender: 'client', hasData: true })
    const [read] = select(records, { kind: 'socket.data', at: 'server' })
    const [answer] = select(records, { kind: 'socket.data', at: 'client' })
    const bytes = sumBytes(writes)
    const ack = segments(records, { sender: 'server', fate: 'delivered' }).find(
      ({ relativeAckNo }) => relativeAckNo === bytes + 1,
    )
    const neverLeft = Number(waiting?.notSentBytes)
    return [
      decide(
        {
          id: 'data-5',
          truth: 'W',
          expected:
            'write succeeds though nothing has arrived, and though the second message has not even left; all is acknowledged though the program has read nothing; the answer comes last',
        },
        [...writes, firstDone, secondDone, waiting, held, ack, unread, read, answer],
        inOrder(writes[0], firstDone, writes[1], secondDone, waiting) &&
          Number(held?.heldMs) > 0 &&
          arrivedMs(held) >= Number(waiting?.tMs) &&
          waiting?.sendQueueBytes === bytes &&
          neverLeft === writes[1]?.originalBytes &&
          unread?.receiveQueueBytes === bytes &&
          arrivedMs(ack) <= Number(read?.tMs) &&
          inOrder(waiting, unread, read, answer),
        `both writes had succeeded when ${bytes - neverLeft} bytes were held on the wire and ${neverLeft} not sent; ` +
          `the ACK of all came ${after(arrivedMs(ack), read)} before the program read, the answer ${after(read?.tMs, answer)} after it`,
      ),
    ]
  },
})

/** Resolves when the write's callback is called: the write has succeeded. */
function written(socket: Socket, message: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(message, (error) => (error ? reject(error) : resolve()))
  })
}

function queuesOf(end: WireEnd) {
  return end.sockets().find(({ state }) => state === 'ESTABLISHED')
}

function recordQueues(ctx: ScenarioContext, end: WireEnd): void {
  const found = queuesOf(end)
  if (!found) return
  const { local, remote, sendQueueBytes, receiveQueueBytes, info } = found
  const ends = {
    local: `${local.address}:${local.port}`,
    remote: `${remote.address}:${remote.port}`,
  }
  const queues = { sendQueueBytes, notSentBytes: info?.notSentBytes, receiveQueueBytes }
  ctx.record({ kind: 'tcp.queues', at: end.side, origin: 'polled', ...ends, ...queues })
}

function after(fromMs: number | undefined, record: TraceRecord | undefined): string {
  return `${(Number(record?.tMs) - Number(fromMs)).toFixed(1)} ms`
}
