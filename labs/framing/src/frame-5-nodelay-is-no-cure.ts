import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { FramedPair, headerBytes } from './framed-pair.ts'
import { unreadBytes } from './kernel-queues.ts'
import { endPair, Loopback } from './loopback.ts'
import {
  arrivalOf,
  cutMessages,
  isComplete,
  isWhole,
  recordsOf,
  stickyReads,
  storyOf,
} from './reads-and-messages.ts'
import { talkingPair } from './small-writes.ts'
import { recordTcpInfo, segmentsBetween } from './tcp-info.ts'

const longBytes = 40_000
const messages = ['one', 'two', 'three', 'four', 'five']

/**
 * ⚠ "Disable Nagle and sticking goes away." TCP_NODELAY is set by the program that writes, and is about
 * when segments leave. How bytes are read is decided at the other end, later, by somebody who knows nothing
 * of segments.
 */
export default defineScenario({
  id: 'frame-5-nodelay-is-no-cure',
  question: "Nagle's algorithm is off: each write leaves at once. Is each read a message now?",
  facts: [{ id: 'frame-5', truth: 'K' }],

  async run(ctx) {
    const loopback = await Loopback.listen({ pauseOnConnect: true })
    await busyReader(ctx, loopback, { noDelay: false })
    await busyReader(ctx, loopback, { noDelay: true })
    await cutAllTheSame(ctx, new FramedPair(ctx, await loopback.dial({ noDelay: true })))
    await loopback.close()
  },

  judge(records) {
    const nagle = caseOf(records, 'Nagle on')
    const noDelay = caseOf(records, 'Nagle off')
    const cut = caseOf(records, 'Nagle off, long')
    const all = [nagle, noDelay, cut]
    const count = messages.length
    return [
      decide(
        {
          id: 'frame-5',
          truth: 'K',
          expected:
            'with TCP_NODELAY each write leaves in a segment of its own, and still they come in one read, and a message is still cut; a length header helps, TCP_NODELAY does not',
        },
        all.flatMap((one) => [one.note, ...recordsOf(one.arrival), ...one.infos]),
        all.every(({ arrival }) => isComplete(arrival) && isWhole(arrival)) &&
          [nagle, noDelay].every(({ arrival }) => arrival.reads.length === 1) &&
          stickyReads(noDelay.arrival).length === 1 &&
          cutMessages(cut.arrival).length === 1 &&
          (noDelay.segments === undefined || noDelay.segments === count) &&
          (nagle.segments === undefined || nagle.segments < count),
        `Nagle on: ${count} writes, ${nagle.segments ?? '?'} segments, ${nagle.arrival.reads.length} read; ` +
          `off: ${count} writes, ${noDelay.segments ?? '?'} segments, ${noDelay.arrival.reads.length} read; ` +
          `off, long messages: ${storyOf(cut.arrival)}`,
      ),
    ]
  },
})

function caseOf(records: readonly TraceRecord[], name: string) {
  const note = select(records, { kind: 'note' }).find((record) => record.case === name)
  const conn = note?.conn ?? 'none'
  const infos = select(records, { kind: 'tcp.info', conn })
  const segments = segmentsBetween(infos)
  const isOfCase = (record: TraceRecord) => note !== undefined && record.tMs >= note.tMs
  return { note, arrival: arrivalOf(records, conn, isOfCase), infos, segments }
}

/** Five writes, and a reader whose program is busy until the last of them has arrived. */
async function busyReader(
  ctx: ScenarioContext,
  loopback: Loopback,
  { noDelay }: { noDelay: boolean },
): Promise<void> {
  const framed = await talkingPair(ctx, loopback, { noDelay })
  const { client, server } = framed.pair
  await recordTcpInfo(ctx, client)
  const name = noDelay ? 'Nagle off' : 'Nagle on'
  ctx.note(`${name}: five writes, and the reader is busy meanwhile`, { case: name, ...framed.ends })
  const before = framed.sentBytes
  for (const message of messages) framed.write(message)
  const expectedBytes = framed.sentBytes - before
  // Writer and reader share this program's one thread: while it stands here, nobody reads.
  const untilMs = ctx.now() + 5000
  while (unreadBytes(server) < expectedBytes) {
    if (ctx.now() > untilMs) throw new Error(`waited 5 s for ${expectedBytes} bytes in the kernel`)
  }
  await framed.messages(2 + messages.length)
  // ⚠ "Each write is a segment now, so each read is a message." Each was a segment, and one read took them all.
  await recordTcpInfo(ctx, client)
  await endPair(framed.pair)
}

/** And the other way round: Nagle never cut anything, so without it messages are cut as before. */
async function cutAllTheSame(ctx: ScenarioContext, framed: FramedPair): Promise<void> {
  const name = 'Nagle off, long'
  ctx.note(`${name}: two long messages`, { case: name, ...framed.ends })
  framed.write('A'.repeat(longBytes))
  framed.write('B'.repeat(longBytes))
  await framed.unread(headerBytes + longBytes + 1)
  framed.pair.server.resume()
  await framed.messages(2)
  await endPair(framed.pair)
}
