import { connect } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { BareSocket } from './bare-socket.ts'
import { segments } from './seen-on-the-wire.ts'

/** Where the servers listen, and what comes from outside over IPv4 and over IPv6. */
const places = [
  { address: '127.0.0.1', port: 81, overIpv4: 'RST+ACK', overIpv6: 'RST+ACK' },
  { address: '0.0.0.0', port: 82, overIpv4: 'SYN+ACK', overIpv6: 'RST+ACK' },
  { address: '::1', port: 83, overIpv4: 'RST+ACK', overIpv6: 'RST+ACK' },
  { address: '::', port: 84, overIpv4: 'SYN+ACK', overIpv6: 'SYN+ACK' },
] as const

/**
 * "It works on my machine." There the client was at home: what listens at 127.0.0.1 is reached by the
 * programs of its own machine and by nobody else. Four servers here, and one client outside.
 */
export default defineScenario({
  id: 'open-13-unreachable-on-the-wire',
  question: 'A server listens, and its own machine reaches it. Does another one?',
  facts: [{ id: 'open-13', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { hasIpv6: true, delayMs: 10 })
    const servers = places.map(({ address, port }) => {
      const family = address.includes(':') ? 6 : 4
      const server = new BareSocket(ctx, 'server', wire.server.socket(family))
      server.listen({ address, port }, 5)
      return server
    })

    wire.look('listen()')

    // What the server's own machine does with itself is not on the wire.
    const atHome = wire.server.socket()
    atHome.connect({ address: '127.0.0.1', port: 81 })
    const state = (await atHome.connected()).state()
    ctx.note(`a client of the server's own machine, to 127.0.0.1: ${state}`, { atHome: state })

    for (const { address, port } of places) {
      ctx.note(`from outside, to the one that listens at ${address}`)
      for (const host of [wire.server.address, wire.server.ipv6Address]) await knock(host, port)
    }
    for (const socket of [atHome, ...servers]) socket.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const [home] = select(records, { kind: 'note' }).filter(({ atHome }) => atHome !== undefined)
    const answers = places.map(({ port }) => [
      answerTo(records, `10.1.0.2:${port}`),
      answerTo(records, `[fd00:1::2]:${port}`),
    ])
    const isRight = places.every(
      ({ overIpv4, overIpv6 }, i) => answers[i]?.map(flagsOf).join() === `${overIpv4},${overIpv6}`,
    )
    return [
      decide(
        {
          id: 'open-13',
          truth: 'W',
          expected:
            'what listens at 127.0.0.1 is reached at home; from outside every SYN to it, or to what listens at ::1, gets RST; 0.0.0.0 answers over IPv4, :: over both',
        },
        [home, ...answers.flat()],
        isRight && home?.atHome === 'ESTABLISHED',
        `at home 127.0.0.1 is reached; from outside, over IPv4 and IPv6: ${places
          .map(({ address }, i) => `${address} ${answers[i]?.map(flagsOf).join(', ')}`)
          .join('; ')}`,
      ),
    ]
  },
})

/** Asks for a connection, and leaves as soon as there is one. */
async function knock(host: string, port: number): Promise<void> {
  const client = connect(port, host)
  client.on('error', () => {})
  client.on('connect', () => client.resetAndDestroy())
  if (!client.closed) await new Promise((resolve) => client.once('close', resolve))
}

/** What the kernel there sends back first. */
function answerTo(records: readonly TraceRecord[], address: string): TraceRecord | undefined {
  return segments(records, { sender: 'server' }).find(({ from }) => from === address)
}

function flagsOf(segment: TraceRecord | undefined): string {
  return Array.isArray(segment?.flags) ? segment.flags.join('+') : 'nothing'
}
