import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide } from '@socket-labs/trace'
import { acknowledgesFin, closings } from './closing-segments.ts'
import { allClosed, inState, openThroughWire } from './open-through-wire.ts'

/**
 * "Closing takes four segments" (四次挥手): so it is often told. It takes four when the server waits before
 * it closes too. Here one closes as soon as it reads the end of the stream, and then one waits.
 */
export default defineScenario({
  id: 'close-5-three-segments',
  question: 'How many segments close a connection: four, as the name says?',
  facts: [{ id: 'close-5', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 10 })
    const accepted: Socket[] = []
    const server = createServer({ allowHalfOpen: true }, (peer) => accepted.push(peer.resume()))
    await wire.server.listen(server, 80)

    // Linux keeps the ACK of a FIN back for 40 ms, in the hope that the program closes too. On a busy machine
    // even a program that closes at once is later than that now and then: it is tried again.
    for (let attempt = 1, sent = 0; sent !== 3 && attempt <= 30; attempt++) {
      const { client, peer } = await openThroughWire(ctx, wire, accepted)
      await sayHello(ctx, wire, client)
      peer.on('end', () => peer.end())
      const before = wire.packetsSent
      client.resume().end()
      await once(client, 'close')
      await allClosed(ctx, wire.server)
      sent = wire.packetsSent - before
      ctx.note(
        sent === 3 ? 'closed in three' : `closed in ${sent}: the server was too late, once more`,
      )
    }

    const { client, peer } = await openThroughWire(ctx, wire, accepted)
    await sayHello(ctx, wire, client)
    client.resume().end()
    await inState(ctx, wire.client, 'FIN_WAIT_2') // by now its FIN has an ACK of its own
    peer.end()
    await once(client, 'close')
    await allClosed(ctx, wire.server)
    ctx.note('closed in four: this server waited')
    server.close()
    await wire.close()
  },

  judge(records) {
    const closed = closings(records)
    const three = closed.find(({ fin, finBack, ack }) => fin && finBack && !ack)
    const four = closed.findLast(({ ack }) => ack)
    return [
      decide(
        {
          id: 'close-5',
          truth: 'W',
          expected:
            'a server that closes at once: FIN, FIN that acknowledges it, ACK; one that waits: FIN, ACK, FIN, ACK',
        },
        [three?.fin, three?.finBack, three?.lastAck].concat([
          four?.fin,
          four?.ack,
          four?.finBack,
          four?.lastAck,
        ]),
        acknowledgesFin(three?.finBack, three?.fin) && acknowledgesFin(four?.ack, four?.fin),
        `${three ? `${three.conn}: three segments, the server's FIN has ack ${three.finBack?.relativeAckNo}` : 'no close in three'}; ` +
          `${four ? `${four.conn}: four` : 'no close in four'}`,
      ),
    ]
  },
})

/** Before any data came Linux has no time set for a delayed ACK, and the FIN's would not wait. */
async function sayHello(ctx: ScenarioContext, wire: Wire, client: Socket): Promise<void> {
  client.write('hello')
  const isAcknowledged = () =>
    wire.client
      .sockets()
      .every(({ state, sendQueueBytes }) => state !== 'ESTABLISHED' || sendQueueBytes === 0)
  await ctx.waitFor('hello to be acknowledged', () => client.bytesWritten > 0 && isAcknowledged())
}
