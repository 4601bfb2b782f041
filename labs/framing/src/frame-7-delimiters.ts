import {
  type Codec,
  type Decoded,
  delimiterCodec,
  FrameDecoder,
  lineCodec,
} from '@socket-labs/framing'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, type TraceRecord } from '@socket-labs/trace'
import { endPair, Loopback, type Pair, writeInParts } from './loopback.ts'
import { type FrameField, type FrameRecords, recordBoth, shown } from './record-frames.ts'
import { fieldOf, readThatCut, type StreamStory, streamStories } from './stream-story.ts'

/**
 * A mark ends each message: a newline, mostly. But the mark can be cut in two like anything else, and the
 * message may hold the mark itself.
 */
export default defineScenario({
  id: 'frame-7-delimiters',
  question:
    'A newline ends each message. What if the message holds a newline, or half of one comes?',
  facts: [{ id: 'frame-7', truth: 'K' }],

  async run(ctx) {
    const loopback = await Loopback.listen()
    await byHand(ctx, await loopback.dial())
    await cutDelimiter(ctx, await loopback.dial())
    await lines(ctx, await loopback.dial())
    await unescaped(ctx, await loopback.dial())
    await escaped(ctx, await loopback.dial())
    await loopback.close()
  },

  judge(records) {
    const stories = streamStories(records)
    const [hand, crlf, line, torn, whole] = stories
    const cuts = [cutInDelimiter(crlf, 0), cutInDelimiter(line, 1)]
    const alone = records.find((record) => record.foundAlone !== undefined)
    const refused = records.find((record) => record.refused !== undefined)
    return [
      decide(
        {
          id: 'frame-7',
          truth: 'K',
          expected:
            'a delimiter is found though two reads cut it; LF, CRLF and a lone CR end a line; a message that holds the delimiter falls in two, unless it is escaped',
        },
        [...stories.flatMap((story) => story.decoded), ...cuts, alone, refused],
        [hand, crlf, line, whole].every((story) => story?.isSame) &&
          alone?.foundAlone === 1 &&
          refused?.refused === 'ERR_FRAME_DELIMITER' &&
          torn?.sent.length === 1 &&
          torn.decoded.length === 2,
        `CRLF cut by two reads: found ${crlf?.decoded.length} of ${crlf?.sent.length} (looking at each read alone: ${alone?.foundAlone}); ` +
          `${line?.decoded.length} lines with ${endings(line)}; ` +
          `the message ${whole?.sent[0]?.text} became ${torn?.decoded.length} unescaped, ${whole?.decoded.length} escaped`,
      ),
    ]
  },
})

/** All there is to it: keep what has come, and cut at each newline. */
async function byHand(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('by hand: a newline ends each message')
  const frames = recordBoth(ctx, pair, { codec: 'line', layout: 'by hand', fieldsOf })
  let kept = Buffer.alloc(0)
  let toByte = 0
  pair.server.on('data', (chunk) => {
    const found: Decoded[] = []
    kept = Buffer.concat([kept, chunk])
    for (let at = kept.indexOf('\n'); at >= 0; at = kept.indexOf('\n')) {
      const fromByte = toByte
      toByte += at + 1
      found.push({ kind: 'frame', bytes: kept.subarray(0, at), fromByte, toByte })
      kept = kept.subarray(at + 1)
    }
    frames.server.decoded(chunk, found)
  })
  const stream = streamOf(frames.client, ['hello\n', '\n', 'how are you\n'])
  await sendCut(ctx, pair, stream, stream.length - 6)
}

/** The first read ends behind the CR, the second begins with the LF. */
async function cutDelimiter(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('the library: CR LF ends a message, and the two come in two reads')
  const codec = delimiterCodec({ delimiters: [Buffer.from('\r\n')] })
  const sent = decodeWith(ctx, pair, { codec, layout: 'CR LF' })
  let foundAlone = 0
  pair.server.on('data', (chunk) => {
    if (chunk.includes('\r\n')) foundAlone += 1
  })
  const stream = streamOf(sent, ['first\r\n', 'second\r\n'])
  await sendCut(ctx, pair, stream, stream.indexOf('\n'))
  ctx.note(`who looks for CR LF in each read alone finds ${foundAlone} of 2`, { foundAlone })
}

/** Text from three worlds in one stream. Behind a CR nobody knows yet whether an LF belongs to it. */
async function lines(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('lines end with LF, with CR LF, or with a CR alone; here too a CR LF is cut')
  const sent = decodeWith(ctx, pair, { codec: lineCodec(), layout: 'lines' })
  const stream = streamOf(sent, ['unix\n', 'windows\r\n', 'old mac\r', 'unix again\n'])
  await sendCut(ctx, pair, stream, stream.indexOf('\r\n') + 1)
}

/** A message with a newline in it, from a sender that does not look. */
async function unescaped(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('a message holds a newline, and the sender does not mind')
  const codec = delimiterCodec({ delimiters: [Buffer.from('\n')] })
  const sent = decodeWith(ctx, pair, { codec, layout: 'not escaped' })
  try {
    codec.encode(Buffer.from('two\nlines'))
  } catch (error) {
    const { code } = error as { code: string }
    ctx.note(`the library's encoder does mind, and refuses: ${code}`, { refused: code })
  }
  await sendCut(ctx, pair, streamOf(sent, ['two\nlines\n']), 0)
}

/** The same message, with a backslash in front of the newline that ends nothing. It costs a byte. */
async function escaped(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('the same message, its newline escaped with a backslash')
  const codec = delimiterCodec({ delimiters: [Buffer.from('\n')], escape: 0x5c })
  const sent = decodeWith(ctx, pair, { codec, layout: 'escaped' })
  const message = Buffer.from('two\nlines')
  const frame = codec.encode(message)
  sent.sent(frame, message)
  await sendCut(ctx, pair, frame, 0)
}

/** Decodes what the server reads. Answers where to note what the client sends. */
function decodeWith(
  ctx: ScenarioContext,
  pair: Pair,
  { codec, layout }: { codec: Codec; layout: string },
): FrameRecords {
  const frames = recordBoth(ctx, pair, { codec: codec.name, layout, fieldsOf })
  const decoder = new FrameDecoder(codec)
  const texts: string[] = []
  pair.server.on('data', (chunk) => {
    const found = decoder.push(chunk)
    frames.server.decoded(chunk, found)
    for (const one of found) if (one.kind === 'frame') texts.push(shown(one.bytes))
  })
  pair.server.on('end', () => ctx.note(`found: ${texts.join(', ')}`))
  return frames.client
}

/** The frames, noted and joined. What ends them is no part of the message. */
function streamOf(sent: FrameRecords, frames: readonly string[]): Buffer {
  for (const text of frames) {
    const frame = Buffer.from(text)
    sent.sent(frame, frame.subarray(0, contentBytes(frame)))
  }
  return Buffer.from(frames.join(''))
}

/** Writes up to the cut, and when that has been read, the rest. */
async function sendCut(ctx: ScenarioContext, pair: Pair, stream: Uint8Array, cutAt: number) {
  const parts = [stream.subarray(0, cutAt), stream.subarray(cutAt)]
  await writeInParts(
    ctx,
    pair,
    parts.filter((part) => part.length > 0),
  )
  await endPair(pair)
}

/** How much of the frame stands in front of its CR LF, CR or LF. */
function contentBytes(frame: Uint8Array): number {
  const text = Buffer.from(frame).toString('latin1')
  return text.replace(/(\r\n|\r|\n)$/, '').length
}

function fieldsOf(frame: Uint8Array): FrameField[] {
  const at = contentBytes(frame)
  const [payload, delimiter] = [frame.subarray(0, at), frame.subarray(at)]
  const end = { from: at, to: frame.length, name: 'delimiter', value: shown(delimiter) }
  return at === 0 ? [end] : [{ from: 0, to: at, name: 'payload', value: shown(payload) }, end]
}

/** The read that ended between the two bytes of a message's delimiter. */
function cutInDelimiter(story: StreamStory | undefined, index: number): TraceRecord | undefined {
  const frame = story?.sent[index]
  const { from, to } = fieldOf(frame, 'delimiter') ?? { from: 0, to: 0 }
  const fromByte = Number(frame?.fromByte)
  return readThatCut(story?.reads ?? [], fromByte + from, fromByte + to)
}

function endings(story: StreamStory | undefined): string {
  const ends = story?.decoded.map((frame) => fieldOf(frame, 'delimiter')?.value)
  return [...new Set(ends)].join(', ')
}
