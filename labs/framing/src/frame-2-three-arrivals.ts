import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { FramedPair, headerBytes } from './framed-pair.ts'
import { endPair, Loopback } from './loopback.ts'
import {
  type Arrival,
  arrivalOf,
  cutMessages,
  isComplete,
  isWhole,
  recordsOf,
  stickyReads,
  storyOf,
} from './reads-and-messages.ts'

/** Longer than half of what Node reads at once (64 KiB): two of them never fit into one read. */
const longBytes = 40_000

/**
 * Two messages, two writes. How do they arrive? It depends on when the reader looks, and on nothing that
 * the sender could do. Here each arrival is brought about on purpose.
 */
export default defineScenario({
  id: 'frame-2-three-arrivals',
  question: 'Two messages are sent with two writes. In which pieces can they be read?',
  facts: [{ id: 'frame-2', truth: 'K' }],

  async run(ctx) {
    // With pauseOnConnect nothing leaves the server's kernel before resume(): so we decide when it looks.
    const loopback = await Loopback.listen({ pauseOnConnect: true })
    const dial = async () => new FramedPair(ctx, await loopback.dial())
    await separate(ctx, await dial())
    await sticky(ctx, await dial())
    await cut(ctx, await dial())
    await loopback.close()
  },

  judge(records) {
    const [separate, sticky, cut] = ['separate', 'sticky', 'cut'].map((arrival) =>
      arrivalOf(records, noteOf(records, arrival)?.conn),
    ) as [Arrival, Arrival, Arrival]
    const all = [separate, sticky, cut]
    return [
      decide(
        {
          id: 'frame-2',
          truth: 'K',
          expected:
            'two messages come one by one; both in one read; one cut across reads; a length header finds them whole each time',
        },
        all.flatMap(recordsOf),
        all.every((arrival) => arrival.messages.length === 2 && isComplete(arrival)) &&
          separate.reads.length === 2 &&
          cutMessages(separate).length === 0 &&
          sticky.reads.length === 1 &&
          stickyReads(sticky).length === 1 &&
          cutMessages(cut).length === 1 &&
          all.every(isWhole),
        `separate: ${storyOf(separate)}; sticky: ${storyOf(sticky)}; cut: ${storyOf(cut)}; ` +
          `decoded whole: ${all.map(({ decoded }) => decoded.length).join(', ')}`,
      ),
    ]
  },
})

function noteOf(records: readonly TraceRecord[], arrival: string): TraceRecord | undefined {
  return select(records, { kind: 'note' }).find((record) => record.arrival === arrival)
}

/** The second message is written only when the first one was read. */
async function separate(ctx: ScenarioContext, framed: FramedPair): Promise<void> {
  const { client, server } = framed.pair
  ctx.note('separate: the sender waits until the first message was read', {
    arrival: 'separate',
    ...framed.ends,
  })
  server.resume()
  framed.write('hello')
  await ctx.waitFor('the first to be read', () => server.bytesRead === client.bytesWritten)
  framed.write('world')
  await framed.messages(2)
  await endPair(framed.pair)
}

/** The reader looks when both messages are in its kernel: a stream has no mark where one ends. */
async function sticky(ctx: ScenarioContext, framed: FramedPair): Promise<void> {
  ctx.note('sticky (粘包): the reader looks when both messages are there', {
    arrival: 'sticky',
    ...framed.ends,
  })
  framed.write('hello')
  framed.write('world')
  await framed.unread(framed.sentBytes)
  framed.pair.server.resume()
  await framed.messages(2)
  await endPair(framed.pair)
}

/** The reader looks when the first message and a part of the second are there; a read takes 64 KiB at most. */
async function cut(ctx: ScenarioContext, framed: FramedPair): Promise<void> {
  ctx.note('cut (half packet, 半包): a read ends in the middle of the second message', {
    arrival: 'cut',
    ...framed.ends,
  })
  framed.write('A'.repeat(longBytes))
  framed.write('B'.repeat(longBytes))
  await framed.unread(headerBytes + longBytes + 1)
  framed.pair.server.resume()
  await framed.messages(2)
  ctx.note("nobody lost a byte: the pieces are TCP's affair, the messages are yours")
  await endPair(framed.pair)
}
