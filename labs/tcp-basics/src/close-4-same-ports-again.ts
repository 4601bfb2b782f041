import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, type TraceRecord } from '@socket-labs/trace'
import { seqLess } from '@socket-labs/wire'
import { allClosed, inState, openThroughWire } from './open-through-wire.ts'
import { segments, stateChange } from './seen-on-the-wire.ts'

const localPort = 40_000

/**
 * While one end is in TIME_WAIT the same two addresses and ports cannot be used again: an old segment
 * could be taken for a new one. There is an exception: a SYN that cannot be old. The server has closed
 * first here, so TIME_WAIT is at the server, and the same client calls again from the same port.
 */
export default defineScenario({
  id: 'close-4-same-ports-again',
  question:
    'The server is in TIME_WAIT. Can the same client call again from the same port at once?',
  facts: [{ id: 'close-4', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 10 })
    const accepted: Socket[] = []
    const server = createServer({ allowHalfOpen: true }, (peer) => accepted.push(peer.resume()))
    await wire.server.listen(server, 80)

    const first = await openThroughWire(ctx, wire, accepted, { localPort })
    first.client.resume().on('end', () => first.client.end())
    first.peer.end() // the server closes first
    await once(first.client, 'close')
    await allClosed(ctx, wire.client)
    await inState(ctx, wire.server, 'TIME_WAIT')
    const [timeWait] = wire.server.sockets().filter(({ state }) => state === 'TIME_WAIT')
    ctx.note(`the server would stay in TIME_WAIT for ${timeWait?.timer.expiresMs} ms more`)

    const second = await openThroughWire(ctx, wire, accepted, { localPort })
    ctx.note('connected: the same four-tuple, and TIME_WAIT is gone')
    second.client.resume().end()
    second.peer.on('end', () => second.peer.end())
    await once(second.client, 'close')
    await allClosed(ctx, wire.server)
    server.close()
    await wire.close()
  },

  judge(records) {
    const syns = segments(records, { sender: 'client', flags: ['SYN'] })
    const [first, second] = syns.filter(({ retransmissionOf }) => retransmissionOf === undefined)
    const [fin] = segments(records, { sender: 'client', flags: ['FIN', 'ACK'] })
    const timeWait = stateChange(records, 'server', { to: 'TIME_WAIT' })
    const reopened = stateChange(records, 'server', { from: 'TIME_WAIT', to: 'SYN_RCVD' })
    const open = stateChange(records, 'server', {
      from: 'SYN_RCVD',
      to: 'ESTABLISHED',
      conn: String(second?.conn),
    })
    const isNewerSeq = seqLess(Number(fin?.seqNo), Number(second?.seqNo))
    const isNewerTime = seqLess(timeOf(first), timeOf(second))
    return [
      decide(
        {
          id: 'close-4',
          truth: 'W',
          expected:
            "a SYN whose timestamp or sequence number is newer than the old connection's opens the same four-tuple out of TIME_WAIT",
        },
        [first, fin, timeWait, second, reopened, open],
        first?.from === second?.from &&
          (isNewerSeq || isNewerTime) &&
          reopened?.triggerPacketNo === second?.packetNo,
        `${second?.from} again: timestamp ${isNewerTime ? 'newer' : 'not newer'} by ${timeOf(second) - timeOf(first)} ms, sequence number ${isNewerSeq ? 'newer' : 'not newer'}; server: ${reopened?.from} → ${reopened?.to}`,
      ),
    ]
  },
})

function timeOf(segment: TraceRecord | undefined): number {
  const { timestamp } = (segment?.options ?? {}) as { timestamp?: { value: number } }
  return Number(timestamp?.value)
}
