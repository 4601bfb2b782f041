import { type Decoded, FrameDecoder } from '@socket-labs/framing'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, type TraceRecord, toHex } from '@socket-labs/trace'
import { type Layout, layouts, plain } from './header-layouts.ts'
import { endPair, Loopback, type Pair, writeInParts } from './loopback.ts'
import { type FrameRecords, faultOf, recordBoth } from './record-frames.ts'
import { fieldOf, readThatCut, type StreamStory, streamStories } from './stream-story.ts'

const messages = ['hello', '', 'x'.repeat(200)].map((text) => Buffer.from(text))

/**
 * The sender says first how long the message is. But a header is bytes too: it can come in two pieces,
 * and both ends must agree how to read it.
 */
export default defineScenario({
  id: 'frame-8-length-header',
  question: 'The length comes first. What if only half of the length comes, or in the wrong order?',
  facts: [{ id: 'frame-8', truth: 'K' }],

  async run(ctx) {
    const loopback = await Loopback.listen()
    await bareIdea(ctx, await loopback.dial())
    for (const layout of layouts) await withLibrary(ctx, await loopback.dial(), layout)
    await wrongOrder(ctx, await loopback.dial())
    await loopback.close()
  },

  judge(records) {
    const stories = streamStories(records)
    const misread = stories.find((story) => story.broken.length > 0)
    const read = stories.filter((story) => story !== misread)
    const decoded = read.flatMap((story) => story.decoded)
    const forms = new Set(decoded.map((frame) => frame.layout))
    const cuts = read.filter((story) => headerBytesOf(story.sent.at(-1)) > 1).map(cutInHeader)
    const meant = fieldOf(misread?.sent[0], 'length')?.value
    const broken = misread?.broken[0]
    const understood = /says (\d+)/.exec(String(broken?.message))?.[1]
    return [
      decide(
        {
          id: 'frame-8',
          truth: 'K',
          expected:
            'with every layout each message arrives as it was sent, though a header was cut in two; 5, read in the wrong order, is 83886080, and is refused',
        },
        [...decoded, ...cuts, misread?.sent[0], broken],
        forms.size === layouts.length + 1 &&
          read.every((story) => story.isSame) &&
          meant === '5' &&
          understood === '83886080',
        `${forms.size} layouts: ${decoded.length} messages arrived, ${cuts.length} headers were cut by two reads; ` +
          `${meant} in the wrong order was ${understood}: ${broken?.code}`,
      ),
    ]
  },
})

/** The read that ended within the last message's header. */
function cutInHeader({ sent, reads }: StreamStory): TraceRecord | undefined {
  const last = sent.at(-1)
  const from = Number(last?.fromByte)
  return readThatCut(reads, from, from + headerBytesOf(last))
}

function headerBytesOf(frame: TraceRecord | undefined): number {
  return fieldOf(frame, 'payload')?.from ?? 0
}

/** All there is to it: keep what has come; while a whole frame is in front, take it off. */
async function bareIdea(ctx: ScenarioContext, pair: Pair): Promise<void> {
  const layout = { ...plain(4), layout: 'by hand: 4 bytes, big-endian' }
  ctx.note('by hand, in ten lines: 4 bytes say how long the message is')
  const frames = recordBoth(ctx, pair, layout)
  let kept = Buffer.alloc(0)
  let fromByte = 0
  pair.server.on('data', (chunk) => {
    kept = Buffer.concat([kept, chunk])
    const found: Decoded[] = []
    while (kept.length >= 4) {
      const frameBytes = 4 + kept.readUInt32BE(0)
      if (kept.length < frameBytes) break // not whole yet: a later read brings the rest
      const toByte = fromByte + frameBytes
      found.push({ kind: 'frame', bytes: kept.subarray(4, frameBytes), fromByte, toByte })
      kept = kept.subarray(frameBytes)
      fromByte = toByte
    }
    frames.server.decoded(chunk, found)
  })
  await send(ctx, pair, layout, frames.client)
}

async function withLibrary(ctx: ScenarioContext, pair: Pair, layout: Layout): Promise<void> {
  const hello = toHex(layout.encode(Buffer.from('hello')), ' ')
  ctx.note(`the library, ${layout.layout}: "hello" is ${hello}`)
  const frames = recordBoth(ctx, pair, layout)
  const decoder = new FrameDecoder(layout.decodedBy)
  pair.server.on('data', (chunk) => frames.server.decoded(chunk, decoder.push(chunk)))
  await send(ctx, pair, layout, frames.client)
}

/** Three messages in two writes: the first ends within the header of the last message. */
async function send(
  ctx: ScenarioContext,
  pair: Pair,
  { encode, stripBytes, fieldsOf }: Layout,
  sent: FrameRecords,
): Promise<void> {
  const frames = messages.map(encode)
  for (const frame of frames) sent.sent(frame, frame.subarray(stripBytes(frame)))
  const last = frames.at(-1) as Uint8Array
  const headerBytes = fieldsOf(last).find((field) => field.name === 'payload')?.from ?? 0
  const stream = Buffer.concat(frames)
  const cutAt = stream.length - last.length + Math.max(1, headerBytes - 1)
  await writeInParts(ctx, pair, [stream.subarray(0, cutAt), stream.subarray(cutAt)])
  await endPair(pair)
}

/** The sender writes the low byte first, the reader takes it for the high one. */
async function wrongOrder(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('the sender writes the length little-endian, the reader reads it big-endian')
  const sender = { ...plain(4, 'little'), layout: 'orders that differ' }
  const frames = recordBoth(ctx, pair, sender)
  const decoder = new FrameDecoder(plain(4, 'big').decodedBy)
  pair.server.on('data', (chunk) => {
    const found = decoder.push(chunk)
    frames.server.decoded(chunk, found)
    for (const one of found) if (one.kind === 'broken') ctx.note(`refused: ${faultOf(one)}`)
  })
  const message = Buffer.from('hello')
  const frame = sender.encode(message)
  frames.client.sent(frame, message)
  await writeInParts(ctx, pair, [frame])
  ctx.note('without a maximum the reader would wait for 80 MiB that nobody will ever send')
  await endPair(pair)
}
