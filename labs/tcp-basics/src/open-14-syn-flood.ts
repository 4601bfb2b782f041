import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import type { PosixSocket } from '@socket-labs/system'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { emitPacket, tcpPacket } from '@socket-labs/wire'
import { segments, walk } from './seen-on-the-wire.ts'

const cookies = 'net.ipv4.tcp_syncookies'
const timestamps = 'net.ipv4.tcp_timestamps'
const floodSyns = 48

/**
 * A SYN flood, in small: SYNs from addresses where nobody is, so that no handshake ends. The server's kernel
 * keeps each of them in a table, until that is full. A setting decides what then becomes of an honest
 * newcomer. With cookies the kernel answers and keeps nothing: what it has to know again is in the sequence
 * number of its SYN+ACK, and the newcomer's ACK brings it back (RFC 4987 §3.6). Linux has room there for
 * one of four MSS, and for no option. Timestamps come back too: a few of their bits hold the other options.
 *
 * The flood stays on the lab's own wire, between two networks that are there for this run only.
 */
export default defineScenario({
  id: 'open-14-syn-flood',
  question: 'Too many half-open connections: can a newcomer still connect, and what does it lose?',
  facts: [{ id: 'open-14', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 5, mtuBytes: 1400 })
    // So that ETIMEDOUT comes after two SYNs and 3 s, and not after minutes.
    wire.client.set('net.ipv4.tcp_syn_retries', 1)
    wire.client.set('net.ipv4.tcp_syn_linear_timeouts', 0)
    const listener = wire.server.listener(80, 15)

    wire.server.set(cookies, 0)
    // The newcomer is on its way already when the flood comes, and arrives behind it.
    const behind = wire.rule('hold the 1st SYN until released')
    const late = connect(80, wire.server.address)
    await ctx.waitFor('the SYN of the newcomer', () => behind.view().held > 0)
    await flood(ctx, wire, 'tcp_syncookies 0')
    behind.release()
    await new Promise((resolve) => late.once('error', resolve))

    wire.server.set(cookies, 1)
    await flood(ctx, wire, 'tcp_syncookies 1')
    const plain = await newcomer(ctx, wire, listener)
    wire.client.set(timestamps, 0)
    const bare = await newcomer(ctx, wire, listener)
    // First the wire: how they close is no part of this.
    await wire.close()
    for (const socket of [plain, bare]) socket.destroy()
  },

  judge(records) {
    const [drops, sends] = select(records, { kind: 'note' }).filter(
      ({ halfOpen }) => Number(halfOpen) > 0,
    )
    const syns = segments(records, { sender: 'client', conn: 'c1' })
    const answers = segments(records, { sender: 'server', conn: 'c1' })
    const [failed] = select(records, { kind: 'socket.error', conn: 'c1' })
    const [stamped, bare] = select(records, { kind: 'tcp.info', at: 'server' })
    const isLate = syns.length === 2 && answers.length === 0 && failed?.code === 'ETIMEDOUT'
    const isKept = stamped?.sack === true && stamped.windowScale === true
    const isLost = bare?.sack === false && bare.windowScale === false && bare.sndMssBytes === 1300
    const [first, second] = [handshakeOf(records, stamped), handshakeOf(records, bare)]
    return [
      decide(
        {
          id: 'open-14',
          truth: 'W',
          expected:
            'without cookies the newcomer gets no answer: ETIMEDOUT; with them it is ESTABLISHED and never was SYN_RCVD: SACK and window scale are kept in its timestamps, and lost without, and of MSS 1360 is left 1300',
        },
        [drops, ...syns, failed, sends, ...first.evidence, stamped, ...second.evidence, bare],
        isLate && first.isStateless && second.isStateless && isKept && isLost,
        `${drops?.text}: ${failed?.code}; ${sends?.text}: ${sayLeft(stamped)}; without timestamps ${sayLeft(bare)}`,
      ),
    ]
  },
})

/** Fills the server's table, and waits until no more goes in. */
async function flood(ctx: ScenarioContext, wire: Wire, setting: string): Promise<void> {
  ctx.note(`${setting}: ${floodSyns} SYNs from addresses where nobody is`)
  const to = { address: wire.server.address, port: 80 }
  for (let i = 0; i < floodSyns; i++) {
    const from = { address: `10.1.0.${100 + i}`, port: 1024 + wire.packetsSent }
    const syn = tcpPacket({ from, to, flags: ['SYN'], seqNo: 1_000_000 * i })
    wire.inject('client', emitPacket(syn))
  }
  const counter = setting.endsWith('0') ? 'TcpExt.TCPReqQFullDrop' : 'TcpExt.TCPReqQFullDoCookies'
  await ctx.waitFor('the table to be full', () => wire.server.counters()[counter] || undefined)
  const halfOpen = wire.server.sockets().filter(({ state }) => state === 'SYN_RCVD').length
  ctx.note(`${setting}: ${halfOpen} half open, and no more go in`, { setting, halfOpen })
}

/** Connects, and writes down what the server's kernel then knows of it. */
async function newcomer(ctx: ScenarioContext, wire: Wire, listener: PosixSocket): Promise<Socket> {
  const socket = connect(80, wire.server.address)
  await once(socket, 'connect')
  const accepted = await listener.accepted()
  const { options, sndMssBytes } = accepted.tcpInfo()
  const local = `${wire.server.address}:80`
  const remote = `${wire.client.address}:${socket.localPort}`
  const known = { sndMssBytes, sack: options?.sack, windowScale: options?.windowScale }
  const seen = { at: 'server', origin: 'polled', local, remote, instrument: 'TCP_INFO' } as const
  ctx.record({ kind: 'tcp.info', ...seen, ...known })
  ctx.note(`connected; what the server has left of its SYN: ${sayLeft(known)}`)
  return socket
}

/** What TCP_INFO says of it, in a record or not. */
type Known = Record<string, unknown>

function sayLeft({ sndMssBytes, sack, windowScale }: Known = {}): string {
  const [first, second] = [
    sack ? 'SACK' : 'no SACK',
    windowScale ? 'window scale' : 'no window scale',
  ]
  return `MSS ${sndMssBytes}, ${first}, ${second}`
}

/** The SYN, the SYN+ACK and the states at the server of one newcomer. */
function handshakeOf(records: readonly TraceRecord[], { conn }: { conn?: string } = {}) {
  const [syn] = segments(records, { sender: 'client', flags: ['SYN'], conn })
  const [synAck] = segments(records, { sender: 'server', flags: ['SYN', 'ACK'], conn })
  const states = conn === undefined ? [] : walk(records, 'server', conn)
  const isStateless = states.includes('ESTABLISHED') && !states.includes('SYN_RCVD')
  return { evidence: [syn, synAck], isStateless }
}
