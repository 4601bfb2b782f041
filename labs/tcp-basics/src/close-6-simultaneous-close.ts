import { createServer, type Socket } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, type TraceRecord } from '@socket-labs/trace'
import { acknowledgesFin, hasFlag, isCausedBy } from './closing-segments.ts'
import { allClosed, inState, openThroughWire } from './open-through-wire.ts'
import { segments, stateChange, walk } from './seen-on-the-wire.ts'

/**
 * Two ways out of FIN_WAIT_1 that few have seen. Both ends close at once, and their FINs cross on the way;
 * and a FIN comes that acknowledges ours.
 */
export default defineScenario({
  id: 'close-6-simultaneous-close',
  question: 'Both ends close in the same moment. Who is the active one, and who has to wait?',
  facts: [{ id: 'close-6', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 100 })
    const accepted: Socket[] = []
    const server = createServer({ allowHalfOpen: true }, (peer) => accepted.push(peer.resume()))
    await wire.server.listen(server, 80)

    const both = await openThroughWire(ctx, wire, accepted)
    both.client.resume()
    both.client.end()
    both.peer.end() // a FIN takes 100 ms: neither end can know of the other's yet
    await inState(ctx, wire.client, 'TIME_WAIT')
    await inState(ctx, wire.server, 'TIME_WAIT')
    ctx.note('both ends closed first, and both have to wait')

    wire.change({ delayMs: 10 })
    const { client, peer } = await openThroughWire(ctx, wire, accepted)
    // Without this ACK the client stays in FIN_WAIT_1 until the server's FIN acknowledges its own.
    wire.rule('drop the 1st ACK from server')
    client.resume().end()
    peer.on('end', () => peer.end())
    await ctx.waitFor('the client to have closed', () => client.closed)
    await allClosed(ctx, wire.server)
    server.close()
    await wire.close()
  },

  judge(records) {
    const fins = segments(records).filter(isFirstFin)
    const [fin, finBack] = ['client', 'server'].map((side) =>
      fins.find(({ sender }) => sender === side),
    )
    const crossed = String(fin?.conn)
    const closing = (['client', 'server'] as const).map((at) =>
      stateChange(records, at, { from: 'FIN_WAIT_1', to: 'CLOSING', conn: crossed }),
    )
    const waiting = (['client', 'server'] as const).map((at) =>
      stateChange(records, at, { from: 'CLOSING', to: 'TIME_WAIT', conn: crossed }),
    )
    const second = fins.find(({ sender, conn }) => sender === 'client' && conn !== crossed)
    const conn = String(second?.conn)
    const both = fins.find((one) => one.sender === 'server' && one.conn === conn)
    const straight = stateChange(records, 'client', { from: 'FIN_WAIT_1', to: 'TIME_WAIT', conn })
    return [
      decide(
        {
          id: 'close-6',
          truth: 'W',
          expected:
            'FINs that cross: both ends FIN_WAIT_1 → CLOSING → TIME_WAIT; a FIN that acknowledges ours: FIN_WAIT_1 → TIME_WAIT',
        },
        [fin, finBack, ...closing, ...waiting, second, both, straight],
        !acknowledgesFin(fin, finBack) &&
          !acknowledgesFin(finBack, fin) &&
          isCausedBy(closing[0], finBack) &&
          isCausedBy(closing[1], fin) &&
          acknowledgesFin(both, second) &&
          isCausedBy(straight, both),
        `${crossed}: client ${walked(records, 'client', crossed)}, server ${walked(records, 'server', crossed)}; ` +
          `${conn}: client ${walked(records, 'client', conn)}`,
      ),
    ]
  },
})

function isFirstFin(segment: TraceRecord): boolean {
  return hasFlag(segment, 'FIN') && segment.retransmissionOf === undefined
}

/** From FIN_WAIT_1 on. */
function walked(records: readonly TraceRecord[], at: 'client' | 'server', conn: string): string {
  const states = walk(records, at, conn)
  return states.slice(states.indexOf('ESTABLISHED') + 1).join(' → ')
}
