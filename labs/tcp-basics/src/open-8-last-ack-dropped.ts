import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select } from '@socket-labs/trace'
import { BareSocket } from './bare-socket.ts'
import { arrivedMs, segments, stateChange } from './seen-on-the-wire.ts'

/** A SYN+ACK that is not answered goes again after about 1 s; a busy machine is later. */
const patienceMs = 10_000

/**
 * The SYN found room in the accept queue, and was answered. Then somebody else, on the server's own
 * machine, takes the last place before the handshake's third segment arrives. To have time for that, the
 * wire holds this ACK.
 */
export default defineScenario({
  id: 'open-8-last-ack-dropped',
  question: 'The accept queue fills up between SYN and last ACK. Is the client connected?',
  facts: [{ id: 'open-8', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 20 })
    const listener = new BareSocket(ctx, 'server', wire.server.listener(80, 0))
    const address = { address: wire.server.address, port: 80 }
    const hold = wire.rule('hold the 1st ACK from client until released')

    const client = new BareSocket(ctx, 'client', wire.client.socket())
    client.connect(address)
    await client.connected()
    await ctx.waitFor('the ACK to be held', () => hold.view().held === 1)
    const filler = wire.server.socket()
    filler.connect(address)
    await filler.connected()
    ctx.note('a client on the server itself took the only place in the queue')

    hold.release()
    await ctx.waitFor('the ACK to be dropped', () => {
      return Number(wire.server.counters()['TcpExt.ListenOverflows']) > 0
    })
    const here = client.posix.state()
    const there = stateAtServer(wire)
    const overflows = wire.server.counters()['TcpExt.ListenOverflows']
    const said = `the client is ${here}, the server ${there}`
    ctx.note(`the ACK came and was dropped: ${said}`, { here, there, overflows })

    const other = await listener.posix.accepted()
    ctx.note('the program has accepted the other one: there is room for the next ACK')
    await ctx.waitFor(
      'the server to be open',
      () => stateAtServer(wire) === 'ESTABLISHED',
      patienceMs,
    )
    const peer = await listener.accepted()

    client.close()
    await peer.received()
    for (const socket of [peer, filler, other, listener]) socket.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const note = select(records, { kind: 'note' }).find(({ overflows }) => overflows !== undefined)
    const [synAck, again] = segments(records, { sender: 'server', flags: ['SYN', 'ACK'] })
    const acks = segments(records, { sender: 'client', flags: ['ACK'], hasData: false })
    const [dropped] = acks
    const clientOpen = stateChange(records, 'client', { from: 'SYN_SENT', to: 'ESTABLISHED' })
    const ofClient = { to: 'ESTABLISHED', conn: String(synAck?.conn) }
    const serverOpen = stateChange(records, 'server', ofClient)
    const taken = acks.find(({ packetNo }) => packetNo === serverOpen?.triggerPacketNo)
    return [
      decide(
        {
          id: 'open-8',
          truth: 'W',
          expected:
            'the ACK arrives and the server drops it (ListenOverflows): client ESTABLISHED, server SYN_RCVD; the SYN+ACK comes once more, and the next ACK is taken',
        },
        [synAck, clientOpen, dropped, note, again, taken, serverOpen],
        note?.here === 'ESTABLISHED' &&
          note.there === 'SYN_RCVD' &&
          Number(note.overflows) >= 1 &&
          arrivedMs(dropped) <= Number(note.tMs) &&
          again?.retransmissionOf === synAck?.packetNo &&
          Number(taken?.packetNo) > Number(again?.packetNo),
        `${note?.text}; ListenOverflows ${note?.overflows}; ${taken ? `ACK number ${acks.indexOf(taken) + 1}` : 'no ACK'} makes it ${serverOpen?.to}`,
      ),
    ]
  },
})

/** Half-open, it has no descriptor yet: the kernel's list knows it. */
function stateAtServer(wire: Wire): string | undefined {
  return wire.server.sockets().find(({ remote }) => remote.address === wire.client.address)?.state
}
