import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { defineScenario } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { endingOf, promisedBytes, sayEnding, sentBytes } from './close-10-endings.ts'
import { hasFlag } from './closing-segments.ts'
import { openThroughWire } from './open-through-wire.ts'
import { segments } from './seen-on-the-wire.ts'

/**
 * "When the server closes, I am told." A reader is told of what arrives: a FIN, a RST, or nothing at all.
 * The third server here closes like the first, but the path has died, and its FIN with it.
 */
export default defineScenario({
  id: 'close-10-three-endings-on-the-wire',
  question: 'FIN, RST, or a dead path: what does the reader see of each?',
  facts: [{ id: 'close-10', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 10 })
    const accepted: Socket[] = []
    const server = createServer((peer) => {
      accepted.push(peer.resume())
      peer.write(`${promisedBytes} bytes in all: `.padEnd(sentBytes, '.'))
    })
    await wire.server.listen(server, 80)
    const open = async () => {
      const both = await openThroughWire(ctx, wire, accepted)
      both.client.resume().on('error', () => {})
      await ctx.waitFor('a part of the answer', () => both.client.bytesRead === sentBytes)
      return both
    }

    const dead = await open()
    const path = wire.rule(`drop all segments from server to port ${dead.client.localPort}`)
    dead.peer.end()
    // Its FIN is sent again and again, at longer and longer intervals, for a quarter of an hour.
    await ctx.waitFor('the FIN to be lost three times', () => path.view().applied >= 3, 15_000)
    const [silent] = wire.client.sockets()
    ctx.note(`silence: the server has closed, the client is ${silent?.state} and knows nothing`, {
      silentState: silent?.state,
    })

    const ended = await open()
    ended.peer.end()
    await once(ended.client, 'end')
    ended.client.end()

    const aborted = await open()
    aborted.peer.resetAndDestroy()
    await ctx.waitFor('the reset', () => aborted.client.closed)
    server.close()
    await wire.close()
  },

  judge(records) {
    const silence = select(records, { kind: 'note' }).find((note) => note.silentState !== undefined)
    const nothing = endingOf(records, 0, silence?.tMs)
    const [fin, rst] = [endingOf(records, 1), endingOf(records, 2)]
    const all = [nothing, fin, rst]
    const lost = segments(records, { sender: 'server', fate: 'dropped' }).filter(
      (one) => hasFlag(one, 'FIN') && one.conn === nothing.read?.conn,
    )
    const came = (flag: 'FIN' | 'RST', { read }: { read: TraceRecord | undefined }) =>
      segments(records, { sender: 'server', fate: 'delivered', conn: read?.conn ?? 'none' }).find(
        (one) => hasFlag(one, flag),
      )
    return [
      decide(
        {
          id: 'close-10',
          truth: 'W',
          expected: `a FIN that arrives: end of stream, though ${promisedBytes - sentBytes} bytes are missing; a RST: ECONNRESET; a FIN that never arrives: nothing`,
        },
        [...all.map(({ read }) => read), lost[0], silence, came('FIN', fin), fin.told].concat([
          came('RST', rst),
          rst.told,
        ]),
        all.every(({ bytes }) => bytes === sentBytes) &&
          nothing.told === undefined &&
          silence?.silentState === 'ESTABLISHED' &&
          fin.told?.kind === 'socket.end' &&
          rst.told?.code === 'ECONNRESET',
        `FIN: ${sayEnding(fin)}; RST: ${sayEnding(rst)}; FIN lost ${lost.length} times: ${sayEnding(nothing)}, still ${silence?.silentState}`,
      ),
    ]
  },
})
