import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import type { DiagSocket, PosixSocket } from '@socket-labs/system'
import type { TcpOption } from '@socket-labs/wire'
import { textOf } from './address-text.ts'
import { Ear, type Opening, openByHand } from './open-10-by-hand.ts'
import { judgeSynOptions } from './open-10-judge.ts'

const settings = ['tcp_window_scaling', 'tcp_sack', 'tcp_timestamps'].map(
  (name) => `net.ipv4.${name}`,
)

/**
 * What the two SYNs say. Of the MSS it is often believed that the ends negotiate it. They do not: each says
 * how much it takes in one segment, and the other keeps to that. Window scale, SACK and timestamps are of
 * another kind: they hold where both SYNs carry them, and else not at all.
 */
export default defineScenario({
  id: 'open-10-syn-options',
  question:
    'What do the options of the two SYNs decide, and what holds when one of them is missing?',
  facts: [{ id: 'open-10', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const ear = new Ear(ctx)
    const wire = Wire.open(ear.ctx, { delayMs: 10, hasIpv6: true })
    const { server, client } = wire
    const answering = createServer((socket) =>
      socket.once('data', () => socket.write(new Uint8Array(1500))),
    )
    await server.listen(answering, 80)

    ctx.note('the server announces that it takes 700 bytes, the client 1460')
    const toClient = '10.1.0.0/24 dev wire0 proto kernel scope link src 10.1.0.2'
    server.network.configure([`route replace ${toClient} advmss 700`])
    const both = await exchange(ctx, wire, 'both ends have them')

    for (const setting of settings) server.set(setting, 0)
    const refused = await exchange(ctx, wire, 'the client offers, the server has none')
    for (const setting of settings) server.set(setting, 1)
    for (const setting of settings) client.set(setting, 0)
    const unasked = await exchange(ctx, wire, 'the client offers none, nor does the server then')

    // An address of the client's network where nobody is: what it says is written by this program.
    const v4 = server.listener(8004)
    const v6 = server.socket(6)
    v6.bind({ address: server.ipv6Address, port: 8006 })
    v6.listen(1)
    const longest: TcpOption[] = [
      ...Array(36).fill({ kind: 'nop' }),
      { kind: 'mss', mssBytes: 1000 },
    ]
    const openings: [PosixSocket, string, TcpOption[]][] = [
      [v4, '10.1.0.9', []],
      [v6, 'fd00:1::9', []],
      [v4, '10.1.0.9', longest],
    ]
    ctx.note('three SYNs by hand: without MSS over IPv4, over IPv6, and with 40 bytes of options')
    for (const [i, [listener, address, options]] of openings.entries()) {
      const opening = { from: { address, port: 1001 + i }, to: listener.localAddress(), options }
      await openByHand(ctx, { wire, ear }, opening)
      using accepted = await listener.accepted()
      accepted.send(new Uint8Array(1500))
      await ctx.waitFor('1500 bytes', () => bytesTo(ear, opening) >= 1500)
      accepted.setOption('lingerSeconds', 0)
    }
    await wire.close()
    for (const socket of [both, refused, unasked]) socket.destroy()
    answering.close()
  },

  judge: judgeSynOptions,
})

/** One connection: what both kernels hold it to, before a byte was sent; then 1500 bytes each way. */
async function exchange(ctx: ScenarioContext, wire: Wire, story: string): Promise<Socket> {
  ctx.note(`window scale, SACK, timestamps: ${story}`)
  const client = connect(80, wire.server.address)
  await once(client, 'connect')
  const port = client.localPort
  for (const end of [wire.client, wire.server]) {
    const isThis = ({ local, remote, state }: DiagSocket) =>
      state === 'ESTABLISHED' && (local.port === port || remote.port === port)
    const found = await ctx.waitFor('both ends open', () => end.sockets().find(isThis))
    const { options, sndWindowBytes } = found.info ?? {}
    const ends = { local: textOf(found.local), remote: textOf(found.remote) }
    const seen = { at: end.side, origin: 'polled', instrument: 'TCP_INFO', ...ends } as const
    ctx.record({ kind: 'tcp.info', ...seen, sndWindowBytes, ...options })
  }
  client.write(new Uint8Array(1500))
  client.resume()
  await ctx.waitFor('1500 bytes back', () => client.bytesRead >= 1500)
  return client
}

function bytesTo(ear: Ear, { from }: Opening): number {
  return ear
    .segmentsTo(textOf(from))
    .reduce((sum, { payloadBytes }) => sum + Number(payloadBytes), 0)
}
