import { type Decoded, FrameDecoder, fixedCodec } from '@socket-labs/framing'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, sumBytes, type TraceRecord } from '@socket-labs/trace'
import { endPair, Loopback, type Pair, writeInParts } from './loopback.ts'
import { type FrameField, type FrameRecords, recordBoth, shown } from './record-frames.ts'
import { fieldOf, isSame, readThatCut, streamStories } from './stream-story.ts'

const recordBytes = 16
const names = ['ada', 'grace hopper', 'li']
const look = { codec: 'fixed', fieldsOf: recordFields }

/**
 * The oldest cure, from the days of punched cards: every record has the same number of bytes. No
 * delimiter, no header. What does it cost, and what is a last record that is too short?
 */
export default defineScenario({
  id: 'frame-6-fixed-length',
  question: 'Every record has 16 bytes. What if a name has 3, and what if the last record has 9?',
  facts: [{ id: 'frame-6', truth: 'K' }],

  async run(ctx) {
    const loopback = await Loopback.listen()
    await byHand(ctx, await loopback.dial())
    await withLibrary(ctx, await loopback.dial())
    await endsTooEarly(ctx, await loopback.dial())
    await loopback.close()
  },

  judge(records) {
    const [byHand, library, early] = streamStories(records)
    const whole = [byHand, library]
    const refused = records.find((record) => record.refused !== undefined)
    const short = records.find((record) => record.end === 'truncated')
    const last = early?.sent.at(-1)
    const isLastRefused = early !== undefined && isSame(early.sent.slice(0, -1), early.decoded)
    const sent = library?.sent ?? []
    const paddingBytes = sent.reduce((sum, frame) => sum + paddingOf(frame), 0)
    const cuts = whole.map((story) => {
      const from = Number(story?.sent.at(-1)?.fromByte)
      return readThatCut(story?.reads ?? [], from, from + recordBytes)
    })
    return [
      decide(
        {
          id: 'frame-6',
          truth: 'K',
          expected:
            'each 16 bytes are a record, however they were read; shorter names are padded, longer ones refused; a short last record is a truncated stream, never a record',
        },
        [...whole.flatMap((story) => story?.decoded ?? [undefined]), ...cuts, refused, last, short],
        whole.every((story) => story?.isSame) &&
          refused?.refused === 'ERR_FRAME_SIZE' &&
          isLastRefused &&
          short?.pendingBytes === 9,
        `${names.length} records by hand and ${sent.length} by the library, one of them cut by two reads; ` +
          `${paddingBytes} of ${sumBytes(sent)} bytes were padding; ` +
          `the last record had ${short?.pendingBytes} bytes: ${short?.end}`,
      ),
    ]
  },
})

/** All there is to it: as long as a whole record is there, take 16 bytes off the front. */
async function byHand(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('by hand: 16 bytes are a record, whatever one read brings')
  const frames = recordBoth(ctx, pair, look)
  let kept = Buffer.alloc(0)
  let toByte = 0
  pair.server.on('data', (chunk) => {
    const found: Decoded[] = []
    kept = Buffer.concat([kept, chunk])
    while (kept.length >= recordBytes) {
      const bytes = kept.subarray(0, recordBytes)
      toByte += recordBytes
      found.push({ kind: 'frame', bytes, fromByte: toByte - recordBytes, toByte })
      kept = kept.subarray(recordBytes)
    }
    frames.server.decoded(chunk, found)
  })
  await sendCut(ctx, pair, frames.client, names.map(padded))
  await endPair(pair)
}

/** The same with a codec, which refuses what has not the right size: how to fill up is the program's affair. */
async function withLibrary(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('the library: fixedCodec({ frameBytes: 16 })')
  const codec = fixedCodec({ frameBytes: recordBytes })
  const frames = recordBoth(ctx, pair, look)
  const decoder = new FrameDecoder(codec)
  pair.server.on('data', (chunk) => frames.server.decoded(chunk, decoder.push(chunk)))
  try {
    codec.encode(padded('christopher columbus'))
  } catch (error) {
    const { code, message } = error as Error & { code: string }
    ctx.note(`a name of 20 bytes has no room: ${message}`, { refused: code })
  }
  const records = names.map((name) => codec.encode(padded(name)))
  await sendCut(ctx, pair, frames.client, records)
  ctx.note('3 + 12 + 2 bytes of names travelled as 48: the rest is padding')
  await endPair(pair)
}

/** The sender goes away in the middle of a record. */
async function endsTooEarly(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('the sender writes a record and 9 bytes of the next, and ends')
  const frames = recordBoth(ctx, pair, look)
  const decoder = new FrameDecoder(fixedCodec({ frameBytes: recordBytes }))
  pair.server.on('data', (chunk) => frames.server.decoded(chunk, decoder.push(chunk)))
  pair.server.on('end', () => {
    for (const one of decoder.finish()) {
      if (one.kind !== 'end') continue
      frames.server.ended(one)
      ctx.note(`${one.end}: missing ${one.missing}. A short record is no record`)
    }
  })
  const [whole, cut] = ['ada', 'grace hopper'].map(padded) as [Buffer, Buffer]
  frames.client.sent(whole, whole)
  frames.client.sent(cut, cut)
  await writeInParts(ctx, pair, [whole, cut.subarray(0, 9)])
  await endPair(pair)
}

/** All records but the last bytes of the last one; then, when those were read, the rest. */
async function sendCut(
  ctx: ScenarioContext,
  pair: Pair,
  sent: FrameRecords,
  records: readonly Uint8Array[],
): Promise<void> {
  for (const record of records) sent.sent(record, record)
  const stream = Buffer.concat(records)
  await writeInParts(ctx, pair, [stream.subarray(0, -5), stream.subarray(-5)])
}

/** Spaces fill the record. Who reads must take them away again, and a name cannot end in one. */
function padded(name: string): Buffer {
  return Buffer.from(name.padEnd(recordBytes))
}

function recordFields(record: Uint8Array): FrameField[] {
  const name = Buffer.from(record).toString('latin1').trimEnd()
  const value = `${recordBytes - name.length} spaces`
  return [
    { from: 0, to: name.length, name: 'payload', value: shown(Buffer.from(name)) },
    { from: name.length, to: recordBytes, name: 'padding', value },
  ]
}

function paddingOf(frame: TraceRecord): number {
  const { from, to } = fieldOf(frame, 'padding') ?? { from: 0, to: 0 }
  return to - from
}
