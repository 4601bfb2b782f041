import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { BareSocket } from './bare-socket.ts'
import { arrivedMs, segments, stateChange, walk } from './seen-on-the-wire.ts'

/**
 * Two programs, and neither listens: each connects, from port 4000, to the other's port 4000, at the same
 * time. The SYNs cross on the wire (RFC 9293 §3.5, figure 7). Is that two connections, one or none?
 */
export default defineScenario({
  id: 'open-9-syns-cross-on-the-wire',
  question: 'Both sides connect to each other at the same moment. What becomes of the two SYNs?',
  facts: [{ id: 'open-9', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 40 })
    const here = { address: wire.client.address, port: 4000 }
    const there = { address: wire.server.address, port: 4000 }
    // Neither may arrive before the other is sent, however slow this machine is.
    const crossing = wire.rule('hold SYN until released')
    const client = new BareSocket(ctx, 'client', wire.client.socket())
    const server = new BareSocket(ctx, 'server', wire.server.socket())
    client.posix.bind(here)
    server.posix.bind(there)
    client.connect(there)
    server.connect(here)
    await ctx.waitFor('both SYNs', () => wire.packetsUnderWay === 2)
    crossing.remove()

    await Promise.all([client.connected(), server.connected()])
    ctx.note('one connection: each sent its SYN once more, now with an ACK; neither had to listen')
    await client.send('hello from the client')
    await server.received()
    await server.send('hello from the server')
    await client.received()

    client.close()
    await server.received()
    server.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const syns = segments(records, { flags: ['SYN'] })
    const [one, other] = syns
    const synAcks = segments(records, { flags: ['SYN', 'ACK'] })
    const sides = ['client', 'server'] as const
    const halfOpen = sides.map((side) =>
      stateChange(records, side, { from: 'SYN_SENT', to: 'SYN_RCVD' }),
    )
    const open = sides.map((side) =>
      stateChange(records, side, { from: 'SYN_RCVD', to: 'ESTABLISHED' }),
    )
    const connects = select(records, { kind: 'socket.connect' })
    const reads = select(records, { kind: 'socket.data' })
    const listeners = records.filter(({ kind, to }) => kind === 'tcp.state' && to === 'LISTEN')
    const all = [...syns, ...synAcks, ...halfOpen, ...open, ...connects, ...reads]
    return [
      decide(
        {
          id: 'open-9',
          truth: 'W',
          expected:
            'both SYNs are sent before either arrives; each end goes SYN_SENT → SYN_RCVD → ESTABLISHED; one connection, and no listener',
        },
        all,
        syns.length === 2 &&
          hasCrossed(one, other) &&
          synAcks.length >= 2 &&
          new Set(all.map((record) => record?.conn)).size === 1 &&
          reads.length === 2 &&
          listeners.length === 0,
        `client: ${opening(records, 'client')}; server: ${opening(records, 'server')}; ${syns.length} SYNs, ${synAcks.length} SYN+ACKs, ${new Set(connects.map(({ conn }) => conn)).size} connection`,
      ),
    ]
  },
})

/** Each was sent before the other arrived. */
function hasCrossed(one: TraceRecord | undefined, other: TraceRecord | undefined): boolean {
  return (
    one?.sender !== other?.sender &&
    Number(one?.tMs) < arrivedMs(other) &&
    Number(other?.tMs) < arrivedMs(one)
  )
}

function opening(records: readonly TraceRecord[], side: 'client' | 'server'): string {
  return walk(records, side).slice(0, 4).join(' → ')
}
