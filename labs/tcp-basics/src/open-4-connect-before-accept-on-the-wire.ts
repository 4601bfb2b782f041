import { once } from 'node:events'
import { connect } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, inOrder, select, type TraceRecord } from '@socket-labs/trace'
import { textOf } from './address-text.ts'
import { BareSocket } from './bare-socket.ts'
import { arrivedMs, segments, stateChange } from './seen-on-the-wire.ts'

/**
 * "connect returns when the server has accepted." So it is often told. Here the server has called
 * listen and nothing else. Node would accept by itself, so the listener is one of bare system calls.
 */
export default defineScenario({
  id: 'open-4-connect-before-accept-on-the-wire',
  question: 'The server never calls accept. Who answers the SYN, and who acknowledges the data?',
  facts: [{ id: 'open-4', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 20 })
    const listener = new BareSocket(ctx, 'server', wire.server.listener(80, 5))

    const client = connect(80, wire.server.address)
    client.resume()
    await once(client, 'connect')
    ctx.note('connected: the SYN+ACK has come, and no program at the server was asked')
    client.write('hello, is anybody there?')

    // Linux counts the SYN too: more than one byte acknowledged is data.
    await ctx.waitFor('the data to be acknowledged', () =>
      wire.client.sockets().some(({ info }) => Number(info?.bytesAcked) > 1),
    )
    const waiting = wire.server.sockets().find(({ state }) => state === 'ESTABLISHED')
    if (!waiting) throw new Error('expected the bytes in the kernel of the server')
    const { state, sendQueueBytes, receiveQueueBytes, inode } = waiting
    const ends = { local: textOf(waiting.local), remote: textOf(waiting.remote) }
    const queues = { state, sendQueueBytes, receiveQueueBytes, isHeldByProgram: inode !== 0 }
    ctx.record({ kind: 'tcp.queues', at: 'server', origin: 'polled', ...ends, ...queues })
    ctx.note(
      'only now does the program call accept: it finds the connection and the bytes together',
    )

    const accepted = await listener.accepted()
    await accepted.received()
    accepted.close()
    await once(client, 'close')
    listener.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const [synAck] = segments(records, { sender: 'server', flags: ['SYN', 'ACK'] })
    const [data] = segments(records, { sender: 'client', hasData: true, fate: 'delivered' })
    const [dataAck] = segments(records, { sender: 'server', flags: ['ACK'], hasData: false })
    const open = stateChange(records, 'client', { from: 'SYN_SENT', to: 'ESTABLISHED' })
    const [connected] = select(records, { kind: 'socket.connect', at: 'client' })
    const [queues] = select(records, { kind: 'tcp.queues', at: 'server' })
    const [accepted] = select(records, { kind: 'socket.accept', at: 'server' })
    const connectedMs = Number(connected?.tMs)
    const acceptedMs = Number(accepted?.tMs)
    return [
      decide(
        {
          id: 'open-4',
          truth: 'W',
          expected:
            'the SYN+ACK makes the client ESTABLISHED and connect returns; its data is acknowledged; accept is called after all that',
        },
        [synAck, open, connected, data, dataAck, queues, accepted],
        open?.triggerPacketNo === synAck?.packetNo &&
          arrivedMs(synAck) <= connectedMs &&
          queues?.isHeldByProgram === false &&
          queues.receiveQueueBytes === data?.payloadBytes &&
          inOrder(connected, data, dataAck, accepted) &&
          arrivedMs(dataAck) <= acceptedMs,
        `connected at ${ms(connected)}; ${data?.payloadBytes} bytes acknowledged at ${dataAck && arrivedMs(dataAck).toFixed(1)} ms; accept at ${ms(accepted)}`,
      ),
    ]
  },
})

function ms(record: TraceRecord | undefined): string {
  return record ? `${record.tMs.toFixed(1)} ms` : 'no time'
}
