import type { Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import type { FramedPair } from './framed-pair.ts'
import { holdSegment } from './hold-segment.ts'
import { recordQueues } from './kernel-queues.ts'
import {
  type Arrival,
  arrivalOf,
  cutMessages,
  isComplete,
  isWhole,
  recordsOf,
  type Span,
  stickyReads,
  storyOf,
} from './reads-and-messages.ts'
import { asCarried, segmentsOf } from './segments-and-messages.ts'
import { hangUp, queuesAt, WireServer } from './wire-server.ts'

const occasions = ['send buffer', 'small writes', 'segment size', 'late reader'] as const
type Occasion = (typeof occasions)[number]

/**
 * The four occasions again, with the segments between the two programs in sight. Sometimes the sender's
 * kernel has put messages together or cut one, sometimes the network was late, sometimes only the reader was:
 * a read does not tell which.
 */
export default defineScenario({
  id: 'frame-4-occasions-on-the-wire',
  question:
    'Four times reads do not match writes. Which of it was done before the wire, which after?',
  facts: [{ id: 'frame-4', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    // Kernel buffers of 16 KiB, which do not grow, are soon full.
    const buffer = '4096 16384 16384'
    const settings = { 'net.ipv4.tcp_wmem': buffer, 'net.ipv4.tcp_rmem': buffer }
    const wire = Wire.open(ctx, { delayMs: 20, settings })
    const server = await WireServer.listen(ctx, wire)
    await smallWrites(ctx, await server.dial({ noDelay: false }))
    await largerThanASegment(ctx, wire, await server.dial())
    await lateReader(ctx, await server.dial())
    await largerThanTheSendBuffer(ctx, wire, await server.dial())
    await server.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const all = occasions.map((occasion) => seenAt(records, occasion))
    const [buffer, small, segment, late] = all as [Seen, Seen, Seen, Seen]
    const length = lengthOf(buffer)
    const crossedBytes = buffer.crossed.at(-1)?.toByte ?? 0
    const inKernelBytes = Number(buffer.queues?.sendQueueBytes)
    return [
      decide(
        {
          id: 'frame-4',
          truth: 'W',
          expected:
            'a full send buffer: only a part crosses the wire before somebody reads; small writes: several messages in one segment; a message longer than a segment: several segments; a late reader: each message in a segment of its own, all in one read',
        },
        all.flatMap(({ note, arrival, segments }) => [
          note,
          ...recordsOf(arrival),
          ...segments.map(({ record }) => record),
        ]),
        all.every(({ arrival }) => isComplete(arrival) && isWhole(arrival)) &&
          crossedBytes > 0 &&
          crossedBytes + inKernelBytes < length &&
          cutMessages(buffer.arrival).length === 1 &&
          small.segments.length < small.arrival.messages.length &&
          stickyReads(asCarried(small.arrival, small.segments)).length > 0 &&
          stickyReads(small.arrival).length > 0 &&
          segment.segments.length > 1 &&
          cutMessages(segment.arrival).length === 1 &&
          late.segments.length === late.arrival.messages.length &&
          stickyReads(late.arrival).length === 1,
        `send buffer: of ${count(length)} bytes ${count(crossedBytes)} crossed the wire before a read, ${count(inKernelBytes)} waited in the client's kernel, the rest in the program; ` +
          `small writes: ${small.arrival.messages.length} messages in ${small.segments.length} segments; ` +
          `segment size: ${segment.segments.length} segments, read as ${storyOf(segment.arrival)}; ` +
          `late reader: ${late.segments.length} segments, ${late.arrival.reads.length} read`,
      ),
    ]
  },
})

interface Seen {
  note: TraceRecord | undefined
  arrival: Arrival
  segments: Span[]
  /** Those of them that had arrived before the first read. */
  crossed: Span[]
  /** What waited in the client's kernel. */
  queues: TraceRecord | undefined
}

function seenAt(records: readonly TraceRecord[], occasion: Occasion): Seen {
  const note = select(records, { kind: 'note' }).find((record) => record.occasion === occasion)
  const conn = note?.conn
  const arrival = arrivalOf(records, conn)
  const segments = segmentsOf(records, conn)
  const firstReadMs = arrival.reads[0]?.record.tMs ?? 0
  return {
    note,
    arrival,
    segments,
    crossed: segments.filter(({ record }) => Number(record.arrivedMs) <= firstReadMs),
    queues: select(records, { kind: 'tcp.queues', at: 'client', conn: conn ?? 'none' })[0],
  }
}

function lengthOf({ arrival: { messages } }: Seen): number {
  return (messages.at(-1)?.toByte ?? 0) - (messages[0]?.fromByte ?? 0)
}

function count(bytes: number): string {
  return bytes.toLocaleString('en')
}

function begin(ctx: ScenarioContext, framed: FramedPair, occasion: Occasion, text: string): void {
  ctx.note(`${occasion}: ${text}`, { occasion, ...framed.ends })
}

/** The first leaves at once; while it is under way the others wait for each other (RFC 9293 §3.7.4). */
async function smallWrites(ctx: ScenarioContext, framed: FramedPair): Promise<void> {
  begin(ctx, framed, 'small writes', "ten writes; Nagle's algorithm is on, the reader is quick")
  framed.pair.server.resume()
  for (let i = 1; i <= 10; i++) framed.write(`message ${i}`)
  await framed.messages(10)
  await hangUp(framed)
}

/** The reader is quick and gets what has come: the rest is late. */
async function largerThanASegment(ctx: ScenarioContext, wire: Wire, framed: FramedPair) {
  begin(ctx, framed, 'segment size', 'one write, longer than a segment; the last segment is late')
  const late = holdSegment(wire, '3rd')
  framed.pair.server.resume()
  framed.write('x'.repeat(4000))
  await ctx.waitFor('two segments to be read', () => framed.pair.server.bytesRead > 1448, 15_000)
  late.letGo()
  await framed.messages(1)
  await hangUp(framed)
}

async function lateReader(ctx: ScenarioContext, framed: FramedPair): Promise<void> {
  begin(ctx, framed, 'late reader', 'three writes, three segments; the reader looks last')
  for (const message of ['one', 'two', 'three']) framed.write(message)
  await framed.unread(framed.sentBytes)
  framed.pair.server.resume()
  await framed.messages(3)
  await hangUp(framed)
}

/** Nobody reads: what fits into the kernels leaves this program, and of that what the window allows crosses. */
async function largerThanTheSendBuffer(ctx: ScenarioContext, wire: Wire, framed: FramedPair) {
  const { client, server } = framed.pair
  begin(ctx, framed, 'send buffer', 'one write of 60 000 bytes, and nobody reads')
  framed.write('x'.repeat(60_000))
  await ctx.waitFor('the window to be used up', () => isStopped(wire, client), 15_000)
  recordQueues(ctx, { at: 'client', socket: client }, queuesAt(wire.client))
  recordQueues(ctx, { at: 'server', socket: server }, queuesAt(wire.server))
  ctx.note('nothing is on its way, and much is not sent. The reader looks', framed.ends)
  server.resume()
  await framed.messages(1)
  await hangUp(framed)
}

/** All that was sent is acknowledged, and the rest may not be sent. */
function isStopped(wire: Wire, { localPort }: Socket): boolean {
  const info = wire.client.sockets().find(({ local }) => local.port === localPort)?.info
  return info?.unackedSegments === 0 && Number(info.notSentBytes) > 0
}
