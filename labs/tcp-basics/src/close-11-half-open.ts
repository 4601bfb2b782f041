import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, inOrder, select } from '@socket-labs/trace'
import { openThroughWire } from './open-through-wire.ts'
import { segments, stateChange } from './seen-on-the-wire.ts'

/**
 * A server loses its power and starts again. Of its connections it knows nothing, and nobody has told the
 * clients. Here the machine stays, and the connection alone is forgotten: the server aborts, and the RST
 * that would tell it is dropped.
 */
export default defineScenario({
  id: 'close-11-half-open',
  question:
    'The server was restarted, and the client does not know. What happens to its next bytes?',
  facts: [{ id: 'close-11', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 20 })
    const accepted: Socket[] = []
    const server = createServer((peer) => accepted.push(peer.resume()))
    await wire.server.listen(server, 80)

    const { client, peer } = await openThroughWire(ctx, wire, accepted)
    client.resume()
    const outage = wire.rule('drop all packets from server')
    peer.resetAndDestroy()
    await ctx.waitFor('the RST to be dropped', () => outage.view().applied > 0)
    outage.remove()
    wire.look()
    const [atClient] = wire.client.sockets()
    ctx.note(`the server is back and knows of no connection; the client is ${atClient?.state}`, {
      clientState: atClient?.state,
    })

    client.write('are you still there?')
    await once(client, 'error')
    await wire.settled()
    server.close()
    await wire.close()
  },

  judge(records) {
    const [lostRst] = segments(records, { sender: 'server', fate: 'dropped' })
    const halfOpen = select(records, { kind: 'note' }).find(
      ({ clientState }) => clientState === 'ESTABLISHED',
    )
    const [data] = segments(records, { sender: 'client', hasData: true })
    const rst = segments(records, { sender: 'server', flags: ['RST'], fate: 'delivered' })[0]
    const forgotten = stateChange(records, 'server', { from: 'ESTABLISHED', to: 'CLOSED' })
    const closed = stateChange(records, 'client', { from: 'ESTABLISHED', to: 'CLOSED' })
    const [error] = select(records, { kind: 'socket.error', at: 'client' })
    return [
      decide(
        {
          id: 'close-11',
          truth: 'W',
          expected:
            'half-open: the client stays ESTABLISHED until it sends; a kernel that knows no such connection answers with RST, at the sequence number that the data acknowledged',
        },
        [lostRst, forgotten, halfOpen, data, rst, closed, error],
        inOrder(lostRst, halfOpen, data, rst, error) &&
          rst?.seqNo === data?.ackNo &&
          closed?.triggerPacketNo === rst?.packetNo &&
          error?.code === 'ECONNRESET',
        `the client: ${halfOpen?.clientState ?? 'gone'}, without a peer; its data (ack ${data?.relativeAckNo}) got RST (seq ${rst?.relativeSeqNo}), then ${error?.code ?? 'no error'}`,
      ),
    ]
  },
})
