import { readFileSync } from 'node:fs'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { FramedPair } from './framed-pair.ts'
import { recordQueues } from './kernel-queues.ts'
import { endPair, Loopback } from './loopback.ts'
import {
  type Arrival,
  arrivalOf,
  cutMessages,
  isComplete,
  isWhole,
  recordsOf,
  stickyReads,
} from './reads-and-messages.ts'
import { talkingPair } from './small-writes.ts'
import { recordTcpInfo, segmentsBetween } from './tcp-info.ts'

const occasions = ['send buffer', 'small writes', 'segment size', 'late reader'] as const
type Occasion = (typeof occasions)[number]

/**
 * TCP carries bytes and knows of no messages. That is the one cause. Here are the four occasions on which
 * it shows, each brought about on purpose, and one cure for all of them.
 */
export default defineScenario({
  id: 'frame-4-four-occasions',
  question: 'Why do reads not match writes? Four occasions: is there more than one cause?',
  facts: [{ id: 'frame-4', truth: 'K' }],

  async run(ctx) {
    const loopback = await Loopback.listen({ pauseOnConnect: true })
    await largerThanTheSendBuffer(ctx, loopback)
    await smallWrites(ctx, loopback)
    await largerThanASegment(ctx, loopback)
    await lateReader(ctx, loopback)
    await loopback.close()
  },

  judge(records) {
    const [buffer, small, segment, late] = occasions.map((occasion) =>
      occasionOf(records, occasion),
    ) as [Seen, Seen, Seen, Seen]
    const all = [buffer, small, segment, late]
    const { queues } = buffer
    const inKernelBytes = queues.reduce((sum, one) => sum + queuedBytes(one), 0)
    const mssBytes = Number(segment.infos.at(-1)?.mssBytes ?? 0)
    return [
      decide(
        {
          id: 'frame-4',
          truth: 'K',
          expected:
            'a full send buffer, small writes put together, a message longer than a segment, a late reader: each time the reads differ from the writes, and each time a length header finds the messages whole',
        },
        all.flatMap((one) => [one.note, ...recordsOf(one.arrival), ...one.infos, ...one.queues]),
        all.every(({ arrival }) => isComplete(arrival) && isWhole(arrival)) &&
          inKernelBytes > 0 &&
          inKernelBytes < lengthOf(buffer) &&
          cutMessages(buffer.arrival).length === 1 &&
          small.arrival.reads.length < small.arrival.messages.length &&
          (small.segments === undefined || small.segments < small.arrival.messages.length) &&
          cutMessages(segment.arrival).length === 1 &&
          (mssBytes === 0 || mssBytes < lengthOf(segment)) &&
          stickyReads(late.arrival).length === 1,
        `${count(lengthOf(buffer))} bytes written, ${count(inKernelBytes)} taken by the kernels until somebody read; ` +
          `${small.arrival.messages.length} small writes left in ${small.segments ?? '?'} segments and came in ${small.arrival.reads.length} reads; ` +
          `${count(lengthOf(segment))} bytes at ${count(mssBytes)} a segment came in ${segment.arrival.reads.length} reads; ` +
          `a late reader found ${late.arrival.messages.length} messages in ${late.arrival.reads.length} read`,
      ),
    ]
  },
})

interface Seen {
  note: TraceRecord | undefined
  arrival: Arrival
  infos: TraceRecord[]
  queues: TraceRecord[]
  /** Segments with data that left for these writes, where the kernel could be asked. */
  segments: number | undefined
}

function occasionOf(records: readonly TraceRecord[], occasion: Occasion): Seen {
  const note = select(records, { kind: 'note' }).find((record) => record.occasion === occasion)
  const conn = note?.conn ?? 'none'
  const infos = select(records, { kind: 'tcp.info', conn })
  const isOfOccasion = (record: TraceRecord) => note !== undefined && record.tMs >= note.tMs
  return {
    note,
    arrival: arrivalOf(records, conn, isOfOccasion),
    infos,
    queues: select(records, { kind: 'tcp.queues', conn }),
    segments: segmentsBetween(infos),
  }
}

function lengthOf({ arrival: { messages } }: Seen): number {
  return (messages.at(-1)?.toByte ?? 0) - (messages[0]?.fromByte ?? 0)
}

function queuedBytes({ sendQueueBytes, receiveQueueBytes }: TraceRecord): number {
  return Number(sendQueueBytes) + Number(receiveQueueBytes)
}

function count(bytes: number): string {
  return bytes.toLocaleString('en')
}

function begin(ctx: ScenarioContext, framed: FramedPair, occasion: Occasion, text: string): void {
  ctx.note(`${occasion}: ${text}`, { occasion, ...framed.ends })
}

/** Nobody reads: the kernels take what they have room for, and the rest of the message stays here. */
async function largerThanTheSendBuffer(ctx: ScenarioContext, loopback: Loopback): Promise<void> {
  const framed = new FramedPair(ctx, await loopback.dial())
  const { client, server } = framed.pair
  begin(ctx, framed, 'send buffer', 'one write, larger than the room in the kernel')
  framed.write('x'.repeat(2 * largestSendBufferBytes()))
  await framed.unread(1)
  recordQueues(ctx, { at: 'client', socket: client })
  server.resume()
  await framed.messages(1)
  await endPair(framed.pair)
}

/** What the kernel lets a send buffer grow to (tcp(7), tcp_wmem); 4 MiB where it does not say. */
function largestSendBufferBytes(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/tcp_wmem', 'utf8').trim().split(/\s+/)[2])
  } catch {
    return 4 * 2 ** 20
  }
}

/** The first leaves at once; while it is not acknowledged the others wait for each other. */
async function smallWrites(ctx: ScenarioContext, loopback: Loopback): Promise<void> {
  const framed = await talkingPair(ctx, loopback, { noDelay: false })
  await recordTcpInfo(ctx, framed.pair.client)
  begin(ctx, framed, 'small writes', "ten writes; the reader is quick, Nagle's algorithm is on")
  for (let i = 1; i <= 10; i++) framed.write(`message ${i}`)
  await framed.messages(12)
  await recordTcpInfo(ctx, framed.pair.client)
  await endPair(framed.pair)
}

async function largerThanASegment(ctx: ScenarioContext, loopback: Loopback): Promise<void> {
  const framed = new FramedPair(ctx, await loopback.dial())
  begin(ctx, framed, 'segment size', 'one write, larger than a segment; the reader is quick')
  framed.pair.server.resume()
  framed.write('x'.repeat(200_000))
  await framed.messages(1)
  await recordTcpInfo(ctx, framed.pair.client)
  await endPair(framed.pair)
}

async function lateReader(ctx: ScenarioContext, loopback: Loopback): Promise<void> {
  const framed = new FramedPair(ctx, await loopback.dial())
  begin(ctx, framed, 'late reader', 'three writes, long after each other; the reader looks last')
  for (const message of ['one', 'two', 'three']) {
    framed.write(message)
    await framed.unread(framed.sentBytes) // the next is written when this one has long arrived
  }
  framed.pair.server.resume()
  await framed.messages(3)
  await endPair(framed.pair)
}
