import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { allClosed, inState, openThroughWire } from './open-through-wire.ts'
import { segments, stateChange } from './seen-on-the-wire.ts'

/**
 * The last ACK of a close is acknowledged by nobody. Whoever sent it cannot know whether it came, and so
 * it stays for a while: TIME_WAIT, 2·MSL. Here the last ACK is lost.
 */
export default defineScenario({
  id: 'close-4-last-ack-lost',
  question: 'The last ACK of a close is lost. Who mends that, when both programs are done?',
  facts: [{ id: 'close-4', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 10 })
    const accepted: Socket[] = []
    const server = createServer({ allowHalfOpen: true }, (peer) => accepted.push(peer.resume()))
    await wire.server.listen(server, 80)

    const { client, peer } = await openThroughWire(ctx, wire, accepted)
    client.resume().end()
    await inState(ctx, wire.client, 'FIN_WAIT_2')
    wire.rule('drop the 1st ACK from client')
    // So that there is time to look at the clock of 2·MSL before it starts again.
    const again = wire.rule('hold every retransmission from server until released')

    peer.end()
    await once(client, 'close')
    await inState(ctx, wire.client, 'TIME_WAIT')
    tellTimer(ctx, wire, 'begun')
    await ctx.waitFor('the server to send its FIN again', () => again.view().held > 0)
    await ctx.waitFor('half a second of 2·MSL to pass', () => timeWaitMs(wire) < 59_500)
    tellTimer(ctx, wire, 'before the second FIN')
    again.remove()
    await allClosed(ctx, wire.server)
    tellTimer(ctx, wire, 'after it')
    server.close()
    await wire.close()
  },

  judge(records) {
    const [fin, ...finsAgain] = segments(records, { sender: 'server', flags: ['FIN', 'ACK'] })
    const lastAcks = segments(records, { sender: 'client', flags: ['ACK'] }).filter(
      (ack) => ack.ackNo === (Number(fin?.seqNo) + 1) % 2 ** 32,
    )
    const lost = lastAcks.find(({ fate }) => fate === 'dropped')
    const ackAgain = lastAcks.find(({ fate }) => fate === 'delivered')
    const timeWait = stateChange(records, 'client', { to: 'TIME_WAIT' })
    const serverClosed = stateChange(records, 'server', { from: 'LAST_ACK', to: 'CLOSED' })
    const told = (when: string) => select(records, { kind: 'note' }).find((n) => n.when === when)
    const begun = told('begun')
    const before = told('before the second FIN')
    const after = told('after it')
    return [
      decide(
        {
          id: 'close-4',
          truth: 'W',
          expected:
            'the FIN is sent again, TIME_WAIT acknowledges it again and starts 2·MSL anew, and the other end can close',
        },
        [fin, timeWait, lost, begun, before, finsAgain[0], ackAgain, serverClosed, after],
        finsAgain[0]?.retransmissionOf === fin?.packetNo &&
          serverClosed?.triggerPacketNo === ackAgain?.packetNo &&
          leftMs(before) < leftMs(begun) &&
          leftMs(after) > leftMs(before),
        `FIN sent ${1 + finsAgain.length} times, acknowledged ${lastAcks.length} times, the first ACK ${lost?.fate ?? 'not lost'}; ` +
          `TIME_WAIT: ${seconds(begun)}, ${seconds(before)}, then ${seconds(after)} again`,
      ),
    ]
  },
})

function timeWaitMs(wire: Wire): number {
  const found = wire.client.sockets().find(({ state }) => state === 'TIME_WAIT')
  return found?.timer.expiresMs ?? Number.NaN
}

function tellTimer(ctx: ScenarioContext, wire: Wire, when: string): void {
  const expiresMs = timeWaitMs(wire)
  ctx.note(`TIME_WAIT has ${(expiresMs / 1000).toFixed(2)} s left (${when})`, { when, expiresMs })
}

function leftMs(note: TraceRecord | undefined): number {
  return Number(note?.expiresMs)
}

function seconds(note: TraceRecord | undefined): string {
  return `${(leftMs(note) / 1000).toFixed(2)} s`
}
