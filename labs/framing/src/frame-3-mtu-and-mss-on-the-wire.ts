import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'

const port = 80
const mtuBytes = 1500
/** Enough for three segments and a rest. */
const writtenBytes = 5000

interface Round {
  round: string
  family: 4 | 6
  hasTimestamps: boolean
}

/** Bytes of an IP and of a TCP header without options (RFC 791, RFC 8200, RFC 9293). */
const headersBytes = { 4: 40, 6: 60 } as const
/** A timestamp option with its padding (RFC 7323 Appendix A). */
const timestampsBytes = 12

const rounds: readonly Round[] = [
  { round: 'IPv4', family: 4, hasTimestamps: false },
  { round: 'IPv4, timestamps', family: 4, hasTimestamps: true },
  { round: 'IPv6', family: 6, hasTimestamps: false },
  { round: 'IPv6, timestamps', family: 6, hasTimestamps: true },
]

/**
 * ⚠ "The MSS is 1 460." It is what is left of the packet: the MTU less the headers, and an IPv6 header is
 * longer. ⚠ "With timestamps the MSS is 1 448." The SYN announces the same; each segment has 12 bytes less
 * room for data. On the wire every packet is seen as it travels, already cut.
 */
export default defineScenario({
  id: 'frame-3-mtu-and-mss-on-the-wire',
  question: 'What do the SYNs announce over IPv4 and over IPv6, and how long do the segments get?',
  facts: [{ id: 'frame-3', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 5, mtuBytes, hasIpv6: true })
    const server4 = createServer((socket) => socket.resume())
    const server6 = createServer((socket) => socket.resume())
    await wire.server.listen(server4, port)
    await listenIpv6(wire, server6)
    for (const round of rounds) await play(ctx, wire, round)
    server4.close()
    server6.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const all = rounds.map((round) => seenIn(records, round))
    return [
      decide(
        {
          id: 'frame-3',
          truth: 'W',
          expected:
            'MTU 1,500 bytes: both SYNs announce an MSS of 1,460 over IPv4 and 1,440 over IPv6, with timestamps too; full segments carry that, or 1,448 and 1,428 with timestamps; no packet is longer than the MTU',
        },
        all.flatMap(({ note, syns, data }) => [note, ...syns, ...data]),
        all.every(isAsExpected),
        all.map(storyOf).join('; '),
      ),
    ]
  },
})

/** One connection with these settings, in which the client writes once. */
async function play(ctx: ScenarioContext, wire: Wire, { round, family, hasTimestamps }: Round) {
  for (const end of [wire.client, wire.server]) {
    end.set('net.ipv4.tcp_timestamps', hasTimestamps ? 1 : 0) // of IPv6 as well
  }
  const client = connect(port, family === 6 ? wire.server.ipv6Address : wire.server.address)
  await once(client, 'connect')
  ctx.note(`${round}: one write of ${writtenBytes} bytes`, {
    round,
    local: endpoint(client.localAddress, client.localPort),
    remote: endpoint(client.remoteAddress, client.remotePort),
  })
  client.end(new Uint8Array(writtenBytes)).resume()
  await once(client, 'close')
}

async function listenIpv6(wire: Wire, server: Server): Promise<void> {
  const listener = wire.server.socket(6)
  listener.bind({ address: wire.server.ipv6Address, port })
  listener.listen(511)
  server.listen({ fd: listener.release() })
  await once(server, 'listening')
}

function endpoint(address = '', portNo = 0): string {
  return address.includes(':') ? `[${address}]:${portNo}` : `${address}:${portNo}`
}

interface Seen extends Round {
  note: TraceRecord | undefined
  /** The SYN and the answer to it. */
  syns: TraceRecord[]
  /** Segments with data. */
  data: TraceRecord[]
}

function seenIn(records: readonly TraceRecord[], round: Round): Seen {
  const note = select(records, { kind: 'note' }).find((record) => record.round === round.round)
  const segments = select(records, { kind: 'tcp.segment', conn: note?.conn ?? 'none' })
  const syns = segments.filter(({ flags }) => Array.isArray(flags) && flags.includes('SYN'))
  const data = segments.filter(({ payloadBytes }) => Number(payloadBytes) > 0)
  return { ...round, note, syns, data }
}

interface Options {
  mssBytes?: number
  timestamp?: unknown
}

function isAsExpected({ family, hasTimestamps, syns, data }: Seen): boolean {
  const mssBytes = mtuBytes - headersBytes[family]
  const isAnnounced = (syn: TraceRecord) => {
    const options = syn.options as Options
    return options.mssBytes === mssBytes && (options.timestamp !== undefined) === hasTimestamps
  }
  const mostBytes = mssBytes - (hasTimestamps ? timestampsBytes : 0)
  const isFull = ({ payloadBytes, packetBytes }: TraceRecord) =>
    payloadBytes === mostBytes && packetBytes === mtuBytes
  return (
    syns.length >= 2 &&
    syns.every(isAnnounced) &&
    data.some(isFull) &&
    data.every((one) => isFull(one) || Number(one.packetBytes) < mtuBytes)
  )
}

function storyOf({ round, syns, data }: Seen): string {
  const announced = syns.map(({ options }) => count((options as Options).mssBytes))
  const largest = data.reduce((most, { payloadBytes }) => Math.max(most, Number(payloadBytes)), 0)
  return `${round}: announced ${announced.join(' and ')}, data ${count(largest)}`
}

function count(bytes: number | undefined): string {
  return bytes?.toLocaleString('en') ?? '?'
}
