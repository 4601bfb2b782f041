import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { arrivedMs, segments, stateChange } from './seen-on-the-wire.ts'

/**
 * The three-way handshake (三次握手), with 20 ms between the ends, so that each step has a time of its own.
 * Two kernels do it; this program only asks for a connection.
 */
export default defineScenario({
  id: 'open-1-handshake-on-the-wire',
  question:
    'Three segments open a connection. Which end is open first, and how long before the other?',
  facts: [
    { id: 'open-1', truth: 'W' },
    { id: 'open-2', truth: 'W' },
    { id: 'open-3', truth: 'W' },
  ],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 20 })
    const server = createServer((socket) => socket.resume())
    await wire.server.listen(server, 80)

    // From here on everything is done by the two kernels.
    const client = connect(80, wire.server.address)
    await once(client, 'connect')
    ctx.note('the client is connected: its SYN+ACK has come; its own ACK is still on its way')

    await ctx.waitFor('the server to be open too', () =>
      wire.server.sockets().find(({ state }) => state === 'ESTABLISHED'),
    )
    client.end()
    await once(client, 'close')
    server.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const [syn] = segments(records, { sender: 'client', flags: ['SYN'] })
    const [synAck] = segments(records, { sender: 'server', flags: ['SYN', 'ACK'] })
    const [ack] = segments(records, { sender: 'client', flags: ['ACK'] })
    const synSent = stateChange(records, 'client', { from: 'CLOSED', to: 'SYN_SENT' })
    const synReceived = stateChange(records, 'server', { to: 'SYN_RCVD' })
    const clientOpen = stateChange(records, 'client', { from: 'SYN_SENT', to: 'ESTABLISHED' })
    const serverOpen = stateChange(records, 'server', { from: 'SYN_RCVD', to: 'ESTABLISHED' })
    const [connected] = select(records, { kind: 'socket.connect', at: 'client' })
    const listenerLeft = select(records, { kind: 'tcp.state', at: 'server' }).find(
      (change) => change.from === 'LISTEN' && change.conn === undefined && change.to !== 'CLOSED',
    )
    const isn = Number(syn?.seqNo)
    return [
      decide(
        {
          id: 'open-1',
          truth: 'W',
          expected:
            "the first segment is a SYN with the client's initial sequence number; CLOSED → SYN_SENT",
        },
        [syn, synSent],
        syn?.packetNo === 1 && syn.payloadBytes === 0 && syn.ackNo === 0,
        `SYN with sequence number ${syn?.seqNo}, no ACK; the client: CLOSED → ${synSent?.to}`,
      ),
      decide(
        {
          id: 'open-2',
          truth: 'W',
          expected:
            "SYN+ACK with a number of its own and ack = the SYN's + 1; a new connection in SYN_RCVD, the listener still in LISTEN",
        },
        [syn, synAck, synReceived],
        synAck?.ackNo === (isn + 1) % 2 ** 32 && synAck.seqNo !== isn && listenerLeft === undefined,
        `SYN+ACK with sequence number ${synAck?.seqNo}, ack ${synAck?.ackNo} = ${isn} + 1; the new connection: ${synReceived?.to}`,
      ),
      decide(
        {
          id: 'open-3',
          truth: 'W',
          expected:
            'the client is ESTABLISHED when the SYN+ACK arrives, the server when the ACK does: one way later',
        },
        [synAck, clientOpen, connected, ack, serverOpen],
        isAt(clientOpen, synAck) && isAt(serverOpen, ack) && gapMs(clientOpen, serverOpen) >= 20,
        `client ESTABLISHED at ${ms(clientOpen)}, server at ${ms(serverOpen)}: ${gapMs(clientOpen, serverOpen).toFixed(1)} ms later`,
      ),
    ]
  },
})

/** Caused by that segment, as it arrived. */
function isAt(change: TraceRecord | undefined, segment: TraceRecord | undefined): boolean {
  return change?.triggerPacketNo === segment?.packetNo && Number(change?.tMs) >= arrivedMs(segment)
}

function gapMs(first: TraceRecord | undefined, then: TraceRecord | undefined): number {
  return Number(then?.tMs) - Number(first?.tMs)
}

function ms(record: TraceRecord | undefined): string {
  return record ? `${record.tMs.toFixed(1)} ms` : 'no time'
}
