import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import type { FramedPair } from './framed-pair.ts'
import { holdSegment } from './hold-segment.ts'
import {
  arrivalOf,
  cutMessages,
  isComplete,
  isWhole,
  recordsOf,
  stickyReads,
  storyOf,
} from './reads-and-messages.ts'
import { asCarried, segmentsOf } from './segments-and-messages.ts'
import { hangUp, WireServer } from './wire-server.ts'

const messages = ['one', 'two', 'three', 'four', 'five']

/**
 * ⚠ "Disable Nagle, and let the reader be quick: then each read is a message." Here each message travels in a
 * segment of its own, and the reader reads whatever comes, at once. The path is not ours: one segment is
 * overtaken, and what came too early waits for it, as TCP hands over bytes in order alone.
 */
export default defineScenario({
  id: 'frame-5-nodelay-on-the-wire',
  question: 'Each message has a segment of its own, and the reader is quick. Can they still stick?',
  facts: [{ id: 'frame-5', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    // So patient a sender does not take what is only overtaken for lost, and sends nothing twice.
    const settings = { 'net.ipv4.tcp_reordering': 10, 'net.ipv4.tcp_early_retrans': 0 }
    const wire = Wire.open(ctx, { delayMs: 20, settings })
    const server = await WireServer.listen(ctx, wire)
    await overtaken(ctx, wire, await server.dial({ noDelay: true }))
    await cutAllTheSame(ctx, wire, await server.dial({ noDelay: true }))
    await server.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const sticky = caseOf(records, 'overtaken')
    const cut = caseOf(records, 'long')
    const carried = asCarried(sticky.arrival, sticky.segments)
    return [
      decide(
        {
          id: 'frame-5',
          truth: 'W',
          expected:
            'with TCP_NODELAY each message leaves in a segment of its own, and all come in one read when the first of them is overtaken; a long one is cut; a length header finds them whole each time',
        },
        [sticky, cut].flatMap(({ note, arrival, segments }) => [
          note,
          ...recordsOf(arrival),
          ...segments.map(({ record }) => record),
        ]),
        [sticky, cut].every(({ arrival }) => isComplete(arrival) && isWhole(arrival)) &&
          sticky.segments.length === messages.length &&
          cutMessages(carried).length === 0 &&
          isOvertaken(sticky.segments.map(({ record }) => record)) &&
          sticky.arrival.reads.length === 1 &&
          stickyReads(sticky.arrival).length === 1 &&
          cutMessages(cut.arrival).length === 1,
        `segments ${storyOf(carried)}, the first of which came last: read as ${storyOf(sticky.arrival)}; ` +
          `a long message in ${cut.segments.length} segments: read as ${storyOf(cut.arrival)}`,
      ),
    ]
  },
})

function caseOf(records: readonly TraceRecord[], name: string) {
  const note = select(records, { kind: 'note' }).find((record) => record.case === name)
  const conn = note?.conn
  return { note, arrival: arrivalOf(records, conn), segments: segmentsOf(records, conn) }
}

/** The first was there after all others. */
function isOvertaken([first, ...others]: TraceRecord[]): boolean {
  return others.every(({ arrivedMs }) => Number(arrivedMs) <= Number(first?.arrivedMs))
}

/** Five writes, five segments. The first takes a longer way, and the reader gets nothing without it. */
async function overtaken(ctx: ScenarioContext, wire: Wire, framed: FramedPair): Promise<void> {
  ctx.note('Nagle off: five writes, and the first segment is overtaken by the others', {
    case: 'overtaken',
    ...framed.ends,
  })
  const late = wire.rule('hold the 1st data segment from client until released')
  framed.pair.server.resume()
  for (const message of messages) framed.write(message)
  await ctx.waitFor('the others to overtake it', () => late.view().seen >= messages.length, 15_000)
  late.remove()
  await framed.messages(messages.length)
  // ⚠ Each write was a segment, the reader was never late, and still one read took them all.
  ctx.note('one read took all five', framed.ends)
  await hangUp(framed)
}

/** A message longer than a segment is cut, by Nagle's algorithm or without it. */
async function cutAllTheSame(ctx: ScenarioContext, wire: Wire, framed: FramedPair): Promise<void> {
  ctx.note('Nagle off: one message that is longer than a segment', {
    case: 'long',
    ...framed.ends,
  })
  const late = holdSegment(wire, '2nd')
  framed.pair.server.resume()
  framed.write('A'.repeat(2000))
  await ctx.waitFor('a part of it to be read', () => framed.pair.server.bytesRead > 0, 15_000)
  late.letGo()
  await framed.messages(1)
  await hangUp(framed)
}
