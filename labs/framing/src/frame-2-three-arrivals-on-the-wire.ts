import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { type FramedPair, headerBytes } from './framed-pair.ts'
import { holdSegment } from './hold-segment.ts'
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
import { segmentsOf } from './segments-and-messages.ts'
import { hangUp, WireServer } from './wire-server.ts'

const arrivals = ['separate', 'sticky', 'cut'] as const
/** Data in the first segment of a long message: the MSS of 1 460 less 12 bytes of timestamps. */
const fullSegmentBytes = 1448

/**
 * The same three arrivals, and now what happens between the two programs: in which segments the messages
 * travel, and when each comes. Two segments become one read; half a message is all that has come so far.
 */
export default defineScenario({
  id: 'frame-2-three-arrivals-on-the-wire',
  question: 'Two messages come separate, sticky and cut. In which segments did they travel?',
  facts: [{ id: 'frame-2', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 10 })
    const server = await WireServer.listen(ctx, wire)
    await separate(ctx, await server.dial())
    await sticky(ctx, await server.dial())
    await cut(ctx, wire, await server.dial())
    await server.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const all = arrivals.map((arrival) => seenOf(records, arrival))
    const [separate, sticky, cut] = all as [Seen, Seen, Seen]
    return [
      decide(
        {
          id: 'frame-2',
          truth: 'W',
          expected:
            'separate: a segment and a read for each; sticky: two segments, one read; cut: the rest of a message is in a segment that comes after the read; a length header finds them whole each time',
        },
        all.flatMap(({ arrival, segments }) => [
          ...recordsOf(arrival),
          ...segments.map(({ record }) => record),
        ]),
        all.every(({ arrival }) => isComplete(arrival) && isWhole(arrival)) &&
          separate.segments.length === 2 &&
          separate.arrival.reads.length === 2 &&
          cutMessages(separate.arrival).length === 0 &&
          sticky.segments.length === 2 &&
          sticky.arrival.reads.length === 1 &&
          stickyReads(sticky.arrival).length === 1 &&
          cutMessages(cut.arrival).length === 1 &&
          isReadBeforeTheRest(cut),
        all
          .map(
            ({ arrival, segments }, i) =>
              `${arrivals[i]}: ${segments.length} segments, read as ${storyOf(arrival)}`,
          )
          .join('; '),
      ),
    ]
  },
})

interface Seen {
  arrival: Arrival
  segments: ReturnType<typeof segmentsOf>
}

function seenOf(records: readonly TraceRecord[], arrival: string): Seen {
  const note = select(records, { kind: 'note' }).find((record) => record.arrival === arrival)
  return { arrival: arrivalOf(records, note?.conn), segments: segmentsOf(records, note?.conn) }
}

/** The program read what was there before the last segment came. */
function isReadBeforeTheRest({ arrival, segments }: Seen): boolean {
  const rest = segments.at(-1)?.record
  const before = arrival.reads.filter(({ toByte }) => toByte <= Number(segments.at(-1)?.fromByte))
  return before.length > 0 && before.every(({ record }) => record.tMs <= Number(rest?.arrivedMs))
}

function begin(ctx: ScenarioContext, framed: FramedPair, arrival: string, text: string): void {
  ctx.note(`${arrival}: ${text}`, { arrival, ...framed.ends })
}

/** The second message is written only when the first one was read. */
async function separate(ctx: ScenarioContext, framed: FramedPair): Promise<void> {
  begin(ctx, framed, 'separate', 'the sender waits until the first message was read')
  framed.pair.server.resume()
  framed.write('hello')
  await framed.messages(1)
  framed.write('world')
  await framed.messages(2)
  await hangUp(framed)
}

/** Each message has a segment of its own; the reader looks when both have come. */
async function sticky(ctx: ScenarioContext, framed: FramedPair): Promise<void> {
  begin(ctx, framed, 'sticky', '(粘包) two segments, and a reader that looks when both are there')
  framed.write('hello')
  framed.write('world')
  await framed.unread(framed.sentBytes)
  framed.pair.server.resume()
  await framed.messages(2)
  await hangUp(framed)
}

/** The second message needs two segments, of which the last is late. The reader is quick, and reads. */
async function cut(ctx: ScenarioContext, wire: Wire, framed: FramedPair): Promise<void> {
  begin(ctx, framed, 'cut', '(half packet, 半包) the rest of the second message is late')
  const late = holdSegment(wire, '3rd')
  framed.pair.server.resume()
  framed.write('A'.repeat(500))
  const hereBytes = framed.sentBytes + fullSegmentBytes
  framed.write('B'.repeat(2000))
  await ctx.waitFor(
    'all that has come to be read',
    () => framed.pair.server.bytesRead === hereBytes,
    15_000,
  )
  ctx.note(
    `read: the first message, and ${fullSegmentBytes - headerBytes} of 2000 bytes`,
    framed.ends,
  )
  late.letGo()
  await framed.messages(2)
  await hangUp(framed)
}
