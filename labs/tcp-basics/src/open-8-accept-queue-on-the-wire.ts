import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select } from '@socket-labs/trace'
import { BareSocket } from './bare-socket.ts'
import { arrivedMs, segments, stateChange } from './seen-on-the-wire.ts'

const backlog = 1
/** A SYN that is not answered goes again after about 1 s; a busy machine is later. */
const patienceMs = 10_000

/**
 * A queue of backlog 1 holds two connections that nobody has accepted. Two clients on the server's own
 * machine have taken both places, over its loopback. Now one comes from outside.
 */
export default defineScenario({
  id: 'open-8-accept-queue-on-the-wire',
  question: 'The accept queue is full. What does the server answer to a SYN?',
  facts: [{ id: 'open-8', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 20 })
    const listener = new BareSocket(ctx, 'server', wire.server.listener(80, backlog))
    const address = { address: wire.server.address, port: 80 }
    const fillers = [wire.server.socket(), wire.server.socket()]
    for (const filler of fillers) {
      filler.connect(address)
      await filler.connected()
    }
    const queue = wire.server.sockets().find(({ state }) => state === 'LISTEN')?.listen
    ctx.note(`backlog ${queue?.backlog}: ${queue?.queued} wait to be accepted`, { ...queue })

    const client = new BareSocket(ctx, 'client', wire.client.socket())
    client.connect(address)
    await ctx.waitFor(
      'the server to have dropped two SYNs',
      () => Number(wire.server.counters()['TcpExt.ListenDrops']) >= 2,
      patienceMs,
    )
    const counters = wire.server.counters()
    const overflows = counters['TcpExt.ListenOverflows']
    const drops = counters['TcpExt.ListenDrops']
    const said = `ListenOverflows ${overflows}, ListenDrops ${drops}`
    ctx.note(`no answer, no refusal. The server has counted: ${said}`, { overflows, drops })

    const others = [await listener.posix.accepted()]
    ctx.note('the program has accepted one: there is room for the next SYN')
    await client.connected(patienceMs)
    others.push(await listener.posix.accepted())
    const peer = await listener.accepted()

    client.close()
    await peer.received()
    for (const socket of [peer, ...fillers, ...others, listener]) socket.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const notes = select(records, { kind: 'note' })
    const queue = notes.find((note) => note.queued !== undefined)
    const counted = notes.find((note) => note.drops !== undefined)
    const syns = segments(records, { sender: 'client', flags: ['SYN'], fate: 'delivered' })
    const [first, again] = syns
    const [synAck] = segments(records, { sender: 'server', flags: ['SYN', 'ACK'] })
    const open = stateChange(records, 'client', { from: 'SYN_SENT', to: 'ESTABLISHED' })
    const answered = syns.filter((syn) => arrivedMs(syn) <= Number(synAck?.tMs)).at(-1)
    const resets = segments(records).filter(
      ({ flags, tMs }) => Array.isArray(flags) && flags.includes('RST') && tMs < Number(open?.tMs),
    )
    return [
      decide(
        {
          id: 'open-8',
          truth: 'W',
          expected:
            'a backlog of 1 holds 2; further SYNs arrive and are dropped by the server, which counts ListenOverflows and ListenDrops: no SYN+ACK, no RST; the client sends its SYN again until there is room',
        },
        [queue, first, again, counted, synAck, open],
        queue?.queued === backlog + 1 &&
          again?.retransmissionOf === first?.packetNo &&
          Number(counted?.drops) >= 2 &&
          counted?.overflows === counted?.drops &&
          resets.length === 0 &&
          Number(synAck?.tMs) >= Number(counted?.tMs) &&
          Number(answered?.packetNo) > Number(again?.packetNo),
        `${queue?.text}; ${syns.length} SYNs from one client, ${counted?.drops} of them dropped; the one at ${answered?.tMs.toFixed(0)} ms is answered`,
      ),
    ]
  },
})
