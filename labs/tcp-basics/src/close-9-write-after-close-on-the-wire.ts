import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { hasFlag } from './closing-segments.ts'
import { openThroughWire } from './open-through-wire.ts'
import { segments } from './seen-on-the-wire.ts'

/**
 * The peer is gone, and we write. On the wire it is plain why the first write may succeed: it is answered
 * only later, by a RST.
 */
export default defineScenario({
  id: 'close-9-write-after-close-on-the-wire',
  question: 'The other side has closed. What becomes of the bytes that you write?',
  facts: [{ id: 'close-9', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 20 })
    const accepted: Socket[] = []
    const server = createServer({ allowHalfOpen: true }, (peer) => accepted.push(peer))
    await wire.server.listen(server, 80)

    // The peer closes in good order: nothing is left unread, so its kernel sends a FIN.
    const closed = await openThroughWire(ctx, wire, accepted)
    closed.client.resume().on('error', () => {})
    closed.peer.destroy()
    await once(closed.client, 'end')
    await written(closed.client, 'first')
    ctx.note('the first write succeeded: our kernel has taken the bytes, and sends them')
    await goneAtClient(ctx, wire)
    await written(closed.client, 'second')

    // The peer aborts: its kernel sends RST. Paused from the start, because a reader would be told by its read.
    const client = connect(80, wire.server.address).pause()
    client.on('error', () => {})
    await once(client, 'connect')
    const peer = await ctx.waitFor('the server to accept', () => accepted.shift())
    peer.resetAndDestroy()
    await goneAtClient(ctx, wire)
    ctx.note('the RST is here; the program has not been told')
    await written(client, 'first')
    server.close()
    await wire.close()
  },

  judge(records) {
    const names = [...new Set(segments(records).map(({ conn }) => String(conn)))]
    const [closed, aborted] = [story(records, names[0]), story(records, names[1])]
    return [
      decide(
        {
          id: 'close-9',
          truth: 'W',
          expected:
            'after a FIN the first write goes out and RST comes back, the next fails with EPIPE and sends nothing; after a RST the first fails with ECONNRESET and sends nothing',
        },
        [closed.fin, closed.writes[0], closed.data[0], closed.rst, closed.writes[1]].concat([
          closed.written[1],
          aborted.rst,
          aborted.writes[0],
          aborted.written[0],
        ]),
        closed.data.length === 1 &&
          closed.written[0]?.code === undefined &&
          Number(closed.rst?.packetNo) > Number(closed.data[0]?.packetNo) &&
          closed.written[1]?.code === 'EPIPE' &&
          aborted.data.length === 0 &&
          aborted.written[0]?.code === 'ECONNRESET',
        `closed: ${closed.data.length} segment with data, then RST; the second write: ${closed.written[1]?.code}; ` +
          `aborted: RST, the first write: ${aborted.written[0]?.code}, ${aborted.data.length} segments`,
      ),
    ]
  },
})

/** The client's kernel has received the RST: its connection is gone, whatever the program knows. */
async function goneAtClient(ctx: ScenarioContext, wire: Wire): Promise<void> {
  await ctx.waitFor('the RST to arrive', () => wire.client.sockets().length === 0)
}

/** Resolves when the kernel has taken the bytes, or has refused them. */
function written(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve) => socket.write(text, () => resolve()))
}

function story(records: readonly TraceRecord[], conn = 'none') {
  const ofClient = (kind: string) => select(records, { kind, at: 'client', conn })
  const fromServer = (flag: 'FIN' | 'RST') =>
    segments(records, { conn, sender: 'server' }).find((one) => hasFlag(one, flag))
  const data = segments(records, { conn, sender: 'client', hasData: true })
  return {
    data: data.filter(({ retransmissionOf }) => retransmissionOf === undefined),
    fin: fromServer('FIN'),
    rst: fromServer('RST'),
    writes: ofClient('socket.write'),
    written: ofClient('socket.written'),
  }
}
