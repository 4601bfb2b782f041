import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, sumBytes } from '@socket-labs/trace'
import { hasFlag } from './closing-segments.ts'
import { allClosed, inState, openThroughWire } from './open-through-wire.ts'
import { segments, stateChange } from './seen-on-the-wire.ts'

/**
 * A FIN says "I have said all", and nothing of what the other end may still say. The server here answers
 * only when it has read the end of the question. `end()` is shutdown(SHUT_WR).
 */
export default defineScenario({
  id: 'close-3-half-close-on-the-wire',
  question:
    'The client has sent its FIN. Does the server still send data, and who acknowledges it?',
  facts: [{ id: 'close-3', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 20 })
    const accepted: Socket[] = []
    // Without allowHalfOpen, Node would end its own side too, as soon as it reads the end.
    const server = createServer({ allowHalfOpen: true }, (peer) => accepted.push(peer.resume()))
    await wire.server.listen(server, 80)

    const { client, peer } = await openThroughWire(ctx, wire, accepted)
    client.resume().end('who are you, and what do you want?')
    await inState(ctx, wire.client, 'FIN_WAIT_2')
    ctx.note('half closed: the client can say no more, and still listens')

    peer.write('I am the server,')
    await ctx.waitFor('the client to read the first part', () => client.bytesRead > 0)
    peer.end(' and I want you to close.')
    await once(client, 'close')
    await allClosed(ctx, wire.server)
    server.close()
    await wire.close()
  },

  judge(records) {
    const [fin] = segments(records, { sender: 'client' }).filter((one) => hasFlag(one, 'FIN'))
    const [finBack] = segments(records, { sender: 'server' }).filter((one) => hasFlag(one, 'FIN'))
    const answers = segments(records, { sender: 'server', hasData: true }).filter(
      (segment) =>
        Number(segment.packetNo) > Number(fin?.packetNo) && segment.retransmissionOf === undefined,
    )
    const lastAck = segments(records, { sender: 'client', flags: ['ACK'] }).at(-1)
    const halfClosed = stateChange(records, 'client', { to: 'FIN_WAIT_2' })
    const reads = select(records, { kind: 'socket.data', at: 'client' })
    const answerBytes = answers.reduce((sum, { payloadBytes }) => sum + Number(payloadBytes), 0)
    return [
      decide(
        {
          id: 'close-3',
          truth: 'W',
          expected:
            "after the client's FIN segments with data still go from the server to the client, which acknowledges them in FIN_WAIT_2",
        },
        [fin, halfClosed, ...answers, finBack, lastAck, ...reads],
        answers.length > 0 &&
          answerBytes === sumBytes(reads) &&
          Number(answers[0]?.tMs) >= Number(halfClosed?.tMs) &&
          lastAck?.relativeAckNo === 1 + answerBytes + 1,
        `after its FIN the client got ${answerBytes} bytes in ${answers.length} segments; its last ACK is ${lastAck?.relativeAckNo}: SYN, ${answerBytes} bytes, FIN`,
      ),
    ]
  },
})
