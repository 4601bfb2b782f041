import { checksummedCodec, type Decoded, FrameDecoder, lengthCodec } from '@socket-labs/framing'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, select, sumBytes, type TraceRecord } from '@socket-labs/trace'
import { flipped, onABadLine, type Sent } from './frame-12-damage.ts'
import { endPair, Loopback, type Pair, writeInParts } from './loopback.ts'
import {
  checksummedFields,
  type FrameRecords,
  faultOf,
  lengthFields,
  recordBoth,
} from './record-frames.ts'
import { isSameMessage, streamStories } from './stream-story.ts'

/**
 * TCP hands bytes over intact or not at all. A serial line does not, nor does a proxy with a bug: there a
 * byte is changed, lost, or one too many. Here the sender itself does the damage, on purpose.
 */
export default defineScenario({
  id: 'frame-12-damage-and-resync',
  question: 'One byte of the stream is wrong. Is one message lost, or every one that follows?',
  facts: [{ id: 'frame-12', truth: 'K' }],

  async run(ctx) {
    const loopback = await Loopback.listen()
    ctx.note(
      'TCP does not damage bytes: here the sender does, as a serial line or a bad proxy might',
    )
    await plainLength(ctx, await loopback.dial())
    await checksums(ctx, await loopback.dial())
    await loopback.close()
  },

  judge(records) {
    const [plain, checked] = streamStories(records)
    const [lengthDamage, ...damage] = select(records, { kind: 'note', at: 'client' }).filter(
      (note) => note.damage !== undefined,
    )
    const wrong = (plain?.decoded ?? []).filter((frame) => !isIn(plain?.sent, frame))
    const after = (plain?.sent ?? []).filter(
      (frame) => Number(frame.fromByte) >= Number(lengthDamage?.toByte),
    )
    const arrived = after.filter((frame) => isIn(plain?.decoded, frame))
    const skips = checked?.broken ?? []
    const skippedBytes = skips.reduce((sum, broken) => sum + Number(broken.skippedBytes), 0)
    const framedBytes = (checked?.decoded ?? []).reduce((sum, frame) => sum + bytesOf(frame), 0)
    return [
      decide(
        {
          id: 'frame-12',
          truth: 'K',
          expected:
            'with checksums every damaged frame is refused and the next whole one is found, to the byte; with a plain length one wrong byte loses every message that follows',
        },
        [lengthDamage, ...wrong, ...after, ...damage, ...skips, ...(checked?.decoded ?? [])],
        wrong.length > 0 &&
          after.length > 0 &&
          arrived.length === 0 &&
          checked?.isSame === true &&
          damage.length > 0 &&
          damage.map((note) => `${note.fromByte} ${bytesOf(note)}`).join() ===
            skips.map((broken) => `${broken.atByte} ${broken.skippedBytes}`).join() &&
          framedBytes + skippedBytes === sumBytes(checked.reads),
        `plain length: ${wrong.length} delivered wrong, and of the ${after.length} messages behind it ${arrived.length} arrived; ` +
          `checksums: ${skips.length} of ${damage.length} damaged stretches refused, ${skippedBytes} bytes skipped, ` +
          `all ${checked?.decoded.length} whole messages arrived, none wrong`,
      ),
    ]
  },
})

/** By hand, and the third length has one bit wrong: 9 has become 13. */
async function plainLength(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('by hand: 4 bytes say how long the message is; one bit of the third length gets flipped')
  const look = { codec: 'length', fieldsOf: lengthFields({ bytes: 4 }) }
  const frames = recordBoth(ctx, pair, look)
  let kept = Buffer.alloc(0)
  let toByte = 0
  pair.server.on('data', (chunk) => {
    const found: Decoded[] = []
    kept = Buffer.concat([kept, chunk])
    while (kept.length >= 4 && kept.length >= 4 + kept.readUInt32BE(0)) {
      const frameBytes = 4 + kept.readUInt32BE(0)
      const fromByte = toByte
      toByte += frameBytes
      found.push({ kind: 'frame', bytes: kept.subarray(4, frameBytes), fromByte, toByte })
      kept = kept.subarray(frameBytes)
    }
    frames.server.decoded(chunk, found)
  })
  const sent = [1, 2, 3, 4, 5, 6].map((i): Sent => {
    const message = Buffer.from(`message ${i}`)
    const bytes = lengthCodec().encode(message)
    return i === 3
      ? { bytes: flipped(bytes, 3), damage: 'a bit of the length' }
      : { bytes, message }
  })
  await send(ctx, pair, frames.client, sent)
  const waitsFor = kept.readUInt32BE(0)
  ctx.note(
    `the reader takes "${kept.subarray(0, 4)}" for a length: it waits for ${waitsFor} bytes, for ever`,
  )
  await endPair(pair)
}

/** The library: each frame begins with a sync, and its header and its message have checksums. */
async function checksums(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('the library: checksummedCodec(), and a decoder that skips what is damaged')
  const codec = checksummedCodec()
  const look = { codec: codec.name, fieldsOf: checksummedFields }
  const frames = recordBoth(ctx, pair, look)
  const decoder = new FrameDecoder(codec, { oversize: 'skip', report: 'late' })
  pair.server.on('data', (chunk) => {
    const found = decoder.push(chunk)
    frames.server.decoded(chunk, found)
    for (const one of found) {
      if (one.kind === 'broken')
        ctx.note(`at byte ${one.atByte} ${one.skippedBytes} bytes skipped: ${faultOf(one)}`)
    }
  })
  await send(ctx, pair, frames.client, onABadLine(codec, ctx.random))
  await endPair(pair)
}

/** One write for each, and the last in two: its first byte may be the sync's, nobody knows yet. */
async function send(
  ctx: ScenarioContext,
  pair: Pair,
  frames: FrameRecords,
  sent: readonly Sent[],
): Promise<void> {
  for (const { bytes, message, damage } of sent) {
    if (message) frames.sent(bytes, message)
    else frames.spoiled(bytes, damage ?? '')
    const parts = bytes === sent.at(-1)?.bytes ? [bytes.subarray(0, 1), bytes.subarray(1)] : [bytes]
    await writeInParts(ctx, pair, parts)
  }
}

function isIn(frames: readonly TraceRecord[] = [], frame: TraceRecord): boolean {
  return frames.some((one) => isSameMessage(one, frame))
}

/** How much of the stream it is. */
function bytesOf({ fromByte, toByte }: TraceRecord): number {
  return Number(toByte) - Number(fromByte)
}
