import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, select } from '@socket-labs/trace'
import { endingOf, promisedBytes, sayEnding, sentBytes } from './close-10-endings.ts'
import { KernelList } from './kernel-list.ts'

/** How long the reader listens into the silence. It could be a year. */
const silenceMs = 1500

/**
 * "The end of the stream: so I have everything, and the server has closed in good order." Three servers
 * stop in the middle of an answer. One of them is killed, and that is the one whose stream ends well.
 */
export default defineScenario({
  id: 'close-10-three-endings',
  question:
    'A server is killed, another aborts, a third hangs. What does each of their readers see?',
  facts: [{ id: 'close-10', truth: 'K' }],
  needs: ['koffi', 'sock-diag'],

  async run(ctx) {
    const first = await startPeer(ctx)
    const ofKilled = await open(first.port)
    process.kill(first.pid, 'SIGKILL')
    await once(ofKilled, 'end')
    ctx.note('the program is dead; its kernel has closed for it, and in good order: FIN')

    const second = await startPeer(ctx)
    const ofAborted = await open(second.port)
    await second.abort()
    await ctx.waitFor('the reset', () => ofAborted.destroyed)

    const ofHung = await open(second.port)
    process.kill(second.pid, 'SIGSTOP')
    ofHung.write('are you still there?')
    ctx.note('the third server hangs (SIGSTOP); now the reader waits')
    await pause(silenceMs)
    const list = new KernelList(ctx, second.port)
    const mine = list.read().find(({ local }) => local.port === ofHung.localPort)
    list.close()
    ctx.note(`${silenceMs} ms, and nothing came; the connection is ${mine?.state}`, {
      silenceMs,
      state: mine?.state,
    })
    if (mine?.sendQueueBytes === 0)
      ctx.note('the kernel of the hung server has acknowledged our question')
  },

  judge(records) {
    const silence = select(records, { kind: 'note' }).find((note) => note.silenceMs === silenceMs)
    const [fin, rst] = [endingOf(records, 0), endingOf(records, 1)]
    const nothing = endingOf(records, 2, silence?.tMs)
    const all = [fin, rst, nothing]
    return [
      decide(
        {
          id: 'close-10',
          truth: 'K',
          expected: `FIN: end of stream, though the program is dead and ${promisedBytes - sentBytes} bytes are missing; RST: ECONNRESET; silence: nothing, and the connection stays`,
        },
        [...all.map(({ read }) => read), fin.told, rst.told, silence],
        all.every(({ bytes }) => bytes === sentBytes) &&
          fin.told?.kind === 'socket.end' &&
          rst.told?.code === 'ECONNRESET' &&
          nothing.told === undefined &&
          silence?.state === 'ESTABLISHED',
        `killed: ${sayEnding(fin)}; aborted: ${sayEnding(rst)}; hung: ${sayEnding(nothing)}, for ${silenceMs} ms, still ${silence?.state}`,
      ),
    ]
  },
})

async function startPeer(ctx: ScenarioContext) {
  const peer = await ctx.startProcess('server', new URL('./close-10-peer.ts', import.meta.url))
  const told = peer.told as { port: number; pid: number }
  return { ...told, abort: () => peer.ask('abort') }
}

/** Resolves when the part of the answer that comes has come. */
async function open(port: number): Promise<Socket> {
  const client = connect(port, '127.0.0.1').on('error', () => {})
  await once(client, 'data')
  return client
}
