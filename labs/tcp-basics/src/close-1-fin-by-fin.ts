import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide } from '@socket-labs/trace'
import { acknowledgesFin, closings, isCausedBy } from './closing-segments.ts'
import { allClosed, inState, openThroughWire } from './open-through-wire.ts'
import { stateChange, walk } from './seen-on-the-wire.ts'

/**
 * Closing, direction by direction (四次挥手). The client closes first, and is the active end; the server
 * takes its time. 20 ms lie between them, so that each step has a time of its own.
 */
export default defineScenario({
  id: 'close-1-fin-by-fin',
  question:
    'Each end says "I have said all". Through which states does each go, and who has to wait?',
  facts: [
    { id: 'close-1', truth: 'W' },
    { id: 'close-2', truth: 'W' },
  ],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 20 })
    const accepted: Socket[] = []
    const server = createServer({ allowHalfOpen: true }, (peer) => accepted.push(peer.resume()))
    await wire.server.listen(server, 80)

    const { client, peer } = await openThroughWire(ctx, wire, accepted)
    client.resume().end()
    await inState(ctx, wire.client, 'FIN_WAIT_2')
    ctx.note('one direction is closed; now the server closes the other')
    peer.end()
    await once(client, 'close')
    await allClosed(ctx, wire.server)
    ctx.note('who closed first stays in TIME_WAIT; the run does not wait for its end')
    server.close()
    await wire.close()
  },

  judge(records) {
    const { conn, fin, ack, finBack, lastAck } = closings(records)[0] ?? { conn: 'none' }
    const to = (at: 'client' | 'server', state: string) =>
      stateChange(records, at, { to: state, conn })
    const [finWait1, finWait2] = [to('client', 'FIN_WAIT_1'), to('client', 'FIN_WAIT_2')]
    const timeWait = to('client', 'TIME_WAIT')
    const [closeWait, lastAckState] = [to('server', 'CLOSE_WAIT'), to('server', 'LAST_ACK')]
    const closed = to('server', 'CLOSED')
    return [
      decide(
        {
          id: 'close-1',
          truth: 'W',
          expected:
            "own FIN → FIN_WAIT_1, its ACK → FIN_WAIT_2, the peer's FIN → TIME_WAIT; a FIN is acknowledged as one byte would be",
        },
        [fin, finWait1, ack, finWait2, finBack, timeWait, lastAck],
        finWait1?.from === 'ESTABLISHED' &&
          isCausedBy(finWait2, ack) &&
          isCausedBy(timeWait, finBack) &&
          acknowledgesFin(ack, fin) &&
          acknowledgesFin(lastAck, finBack),
        `client: ${walk(records, 'client', conn).slice(2).join(' → ')}; its FIN has sequence number ${fin?.relativeSeqNo} and no data, the ACK of it ${ack?.relativeAckNo}`,
      ),
      decide(
        {
          id: 'close-2',
          truth: 'W',
          expected: 'FIN received → CLOSE_WAIT, own FIN → LAST_ACK, its ACK → CLOSED',
        },
        [fin, closeWait, finBack, lastAckState, lastAck, closed],
        isCausedBy(closeWait, fin) &&
          lastAckState?.from === 'CLOSE_WAIT' &&
          closed?.from === 'LAST_ACK' &&
          isCausedBy(closed, lastAck),
        `server: ${walk(records, 'server', conn).slice(2).join(' → ')}`,
      ),
    ]
  },
})
