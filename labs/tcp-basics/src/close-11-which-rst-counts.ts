import { createServer, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { PosixSocket } from '@socket-labs/system'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { emitPacket, type PacketSight, seqAdd, sightOf, tcpPacket } from '@socket-labs/wire'
import { openThroughWire } from './open-through-wire.ts'
import { segments, stateChange } from './seen-on-the-wire.ts'

/** What is put onto the wire as if the server had sent it, and how far from RCV.NXT. */
const forgeries = [
  { flag: 'RST', offset: 1_000_000, where: 'out of the window' },
  { flag: 'RST', offset: 100, where: 'in the window, not at RCV.NXT' },
  { flag: 'SYN', offset: 100, where: 'in the window' },
  { flag: 'RST', offset: 0, where: 'at exactly RCV.NXT' },
] as const

const IPPROTO_TCP = 6

/**
 * Whoever knows the addresses and ports can send a RST in the server's name. Must he know the sequence
 * number as well? RFC 5961 §3.2 tells three kinds of RST apart, and §4.2 what a SYN is worth.
 */
export default defineScenario({
  id: 'close-11-which-rst-counts',
  question: "Somebody sends a RST in the server's name. Does the connection end?",
  facts: [{ id: 'close-11', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    // Unless told, Linux answers such segments of one connection only once in 500 ms; here each of them.
    const settings = { 'net.ipv4.tcp_invalid_ratelimit': 0 }
    const wire = Wire.open(ctx, { delayMs: 20, settings })
    const accepted: Socket[] = []
    const server = createServer((peer) => accepted.push(peer))
    await wire.server.listen(server, 80)
    // A raw socket at the client is shown every segment that comes, with its sequence number.
    const eavesdropper = wire.client.network.run(() => PosixSocket.raw(IPPROTO_TCP))

    const { client, peer } = await openThroughWire(ctx, wire, accepted)
    client.resume().on('error', () => {})
    peer.write('hello')
    const real = await ctx.waitFor('the segment with the data', () => nextData(eavesdropper))
    await ctx.waitFor('its ACK', () => wire.server.sockets().some(isAllAcknowledged))

    for (const { flag, offset, where } of forgeries) {
      ctx.note(`forged: ${flag} ${where}`)
      const before = wire.client.counters()
      const packets = wire.packetsSent + (where.startsWith('in the window') ? 2 : 1)
      wire.inject('server', forged(real, flag, offset))
      const isOver = () => wire.packetsSent >= packets && wire.packetsUnderWay === 0
      await ctx.waitFor('it, and the answer if there is one, to arrive', isOver)
      tell(ctx, wire, { what: `${flag} ${where}`, before })
    }
    await ctx.waitFor('the program to be told', () => client.closed)
    eavesdropper.close()
    server.close()
    await wire.close()
  },

  judge(records) {
    const told = forgeries.map(({ flag, where }) =>
      select(records, { kind: 'note' }).find((note) => note.what === `${flag} ${where}`),
    )
    const sent = segments(records, { sender: 'server' }).filter(isForged)
    const answers = segments(records, { sender: 'client', flags: ['ACK'] }).filter(
      ({ packetNo }) => Number(packetNo) > Number(sent[0]?.packetNo),
    )
    const closed = stateChange(records, 'client', { from: 'ESTABLISHED', to: 'CLOSED' })
    const [error] = select(records, { kind: 'socket.error', at: 'client' })
    const exact = sent.at(-1)
    return [
      decide(
        {
          id: 'close-11',
          truth: 'W',
          expected:
            'a RST out of the window is ignored; one in it and a SYN get a challenge ACK and change nothing; a RST at exactly RCV.NXT ends the connection',
        },
        [...told, sent[0], sent[1], answers[0], sent[2], answers[1], exact, closed, error],
        told.map((note) => note?.clientState).join() ===
          'ESTABLISHED,ESTABLISHED,ESTABLISHED,gone' &&
          told.map((note) => note?.challengeAcks).join() === '0,1,1,0' &&
          told.map((note) => note?.synChallenges).join() === '0,0,1,0' &&
          answers.length === 2 &&
          answers.every((answer) => answer.ackNo === exact?.seqNo) &&
          closed?.triggerPacketNo === exact?.packetNo &&
          error?.code === 'ECONNRESET',
        told.map(sayOne).join('; '),
      ),
    ]
  },
})

function nextData(eavesdropper: PosixSocket): PacketSight | undefined {
  const packet = eavesdropper.receiveFrom(2000)?.bytes
  const sight = packet && sightOf(packet)
  return sight && sight.payloadBytes > 0 ? sight : undefined
}

function isAllAcknowledged({ state, sendQueueBytes }: { state: string; sendQueueBytes: number }) {
  return state === 'ESTABLISHED' && sendQueueBytes === 0
}

/** A segment as the one that was overheard, but with another flag and sequence number, and no data. */
function forged(real: PacketSight, flag: 'RST' | 'SYN', offset: number): Uint8Array {
  const rcvNxt = seqAdd(real.seqNo, real.payloadBytes)
  return emitPacket(
    tcpPacket({
      from: { address: real.source, port: real.sourcePort },
      to: { address: real.destination, port: real.destinationPort },
      flags: [flag],
      seqNo: seqAdd(rcvNxt, offset),
    }),
  )
}

interface Forged {
  what: string
  before: Record<string, number>
}

/** What the client's kernel has counted since, and what has become of the connection. */
function tell(ctx: ScenarioContext, wire: Wire, { what, before }: Forged): void {
  const now = wire.client.counters()
  const since = (name: string) => (now[`TcpExt.${name}`] ?? 0) - (before[`TcpExt.${name}`] ?? 0)
  const challengeAcks = since('TCPChallengeACK')
  const synChallenges = since('TCPSYNChallenge')
  const clientState = wire.client.sockets()[0]?.state ?? 'gone'
  const said = [
    challengeAcks > 0 && `TCPChallengeACK + ${challengeAcks}`,
    synChallenges > 0 && `TCPSYNChallenge + ${synChallenges}`,
  ].filter(Boolean)
  ctx.note(`${said.join(', ') || 'no answer'}; the client: ${clientState}`, {
    ...{ what, challengeAcks, synChallenges, clientState },
  })
}

function isForged({ flags }: TraceRecord): boolean {
  return Array.isArray(flags) && (flags.join() === 'RST' || flags.join() === 'SYN')
}

function sayOne(note: TraceRecord | undefined): string {
  const answer = note?.challengeAcks === 0 ? 'no answer' : `challenge ACK × ${note?.challengeAcks}`
  return `${note?.what}: ${answer}, client ${note?.clientState}`
}
