import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Codec, FrameDecoder, lengthCodec, lineCodec } from '@socket-labs/framing'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { type Attack, attacks, maxFrameBytes } from './frame-9-attacks.ts'
import { judgeBounds } from './frame-9-judge.ts'
import { GuardedServer } from './guarded-server.ts'
import { endPair, Loopback, type Pair, writeInParts } from './loopback.ts'
import { FrameRecords, faultOf, recordBoth } from './record-frames.ts'

/**
 * A decoder is told by strangers how much is coming. Four bytes can claim four gibibytes, a line need
 * never end, and one byte now and then is a frame some day. What does it cost, and who pays?
 */
export default defineScenario({
  id: 'frame-9-bounds',
  question: 'Four bytes claim that a message of 4 GiB follows. What does your server do?',
  facts: [{ id: 'frame-9', truth: 'K' }],

  async run(ctx) {
    const loopback = await Loopback.listen()
    await believe(ctx, await loopback.dial())
    for (const attack of attacks) await withstand(ctx, attack)
    await skip(ctx, await loopback.dial(), { codec: lengthCodec(), report: 'early' })
    await skip(ctx, await loopback.dial(), { codec: lineCodec(), report: 'late' })
    await loopback.close()
  },

  judge: judgeBounds,
})

/** By hand, and trusting: the length has come, so make room for the message. It never comes. */
async function believe(ctx: ScenarioContext, pair: Pair): Promise<void> {
  ctx.note('by hand, without a maximum: the reader makes room for what the header claims')
  const before = bufferBytes()
  let room = Buffer.alloc(0)
  pair.server.on('data', (header) => {
    room = Buffer.alloc(header.readUInt32BE(0))
  })
  await writeInParts(ctx, pair, [Uint8Array.of(0x04, 0, 0, 0)]) // ff ff ff ff would be 4 GiB
  const grownBytes = bufferBytes() - before
  ctx.note(`4 bytes came, and ${mib(grownBytes)} of memory are taken: by each such client`, {
    attack: 'believed',
    claimedBytes: room.length,
    grownBytes,
  })
  await endPair(pair)
}

/** The library behind a server: a hostile client attacks it, and a polite one is served meanwhile. */
async function withstand(ctx: ScenarioContext, { attack, codec, claimedBytes, bytes }: Attack) {
  ctx.note(`the attack: ${attack}`)
  const server = await GuardedServer.listen(ctx, { codec, maxFrameBytes, wholeWithinMs: 1000 })
  const polite = await server.dial()
  const hostile = await server.dial()
  const { localPort } = hostile
  const attacker = `${hostile.localAddress}:${localPort}`
  const before = bufferBytes()

  const attacked = send(hostile, bytes)
  await ctx.waitFor('the attack to arrive', () => server.readBytesFrom(localPort) > 0)
  await ask(ctx, polite, codec)
  await attacked

  const grownBytes = Math.max(0, bufferBytes() - before)
  const { heldBytes, refusals } = server
  ctx.note(`closed: ${refusals.join()}`)
  ctx.note(`at most ${heldBytes} bytes were held; the polite client was answered meanwhile`, {
    attack,
    claimedBytes,
    grownBytes,
    heldBytes,
    attacker,
  })
  polite.end()
  await once(polite, 'close')
  await server.close()
}

/** Sends until the server closes the connection. */
async function send(hostile: Socket, bytes: Attack['bytes']): Promise<void> {
  // Not once(): it fails at an error, and that the server aborts is just what we want to see.
  const closed = new Promise((resolve) =>
    hostile
      .resume()
      .on('error', () => {})
      .on('close', resolve),
  )
  for await (const some of bytes()) {
    if (hostile.destroyed || hostile.writableEnded) break
    hostile.write(some)
    await nextTurn()
  }
  await closed
}

/** One question and its answer. */
async function ask(ctx: ScenarioContext, polite: Socket, codec: Codec): Promise<void> {
  const frames = new FrameRecords(ctx, polite, { at: 'client', codec: codec.name })
  const decoder = new FrameDecoder(codec, { maxFrameBytes })
  let answers = 0
  polite.on('data', (chunk) => {
    answers += frames.decoded(chunk, decoder.push(chunk))
  })
  const question = Buffer.from('are you still there?')
  const frame = codec.encode(question)
  frames.sent(frame, question)
  polite.write(frame)
  await ctx.waitFor('the answer', () => answers > 0)
}

/** A frame that is too long, between two that are not: it is passed over, and counted to the byte. */
async function skip(
  ctx: ScenarioContext,
  pair: Pair,
  { codec, report }: { codec: Codec; report: 'early' | 'late' },
): Promise<void> {
  const when = report === 'early' ? 'at once' : 'when it has passed'
  ctx.note(`a frame that is too long is skipped; that is told ${when} (${codec.name} codec)`)
  const frames = recordBoth(ctx, pair, { codec: codec.name })
  const decoder = new FrameDecoder(codec, { maxFrameBytes, oversize: 'skip', report })
  pair.server.on('data', (chunk) => {
    const found = decoder.push(chunk)
    frames.server.decoded(chunk, found)
    for (const one of found) {
      if (one.kind === 'broken') ctx.note(`${one.skippedBytes} bytes skipped: ${faultOf(one)}`)
    }
  })
  for (const message of ['before', 'x'.repeat(10_000), 'after'].map((text) => Buffer.from(text))) {
    const frame = codec.encode(message)
    frames.client.sent(frame, message)
    await writeInParts(ctx, pair, [frame])
  }
  await endPair(pair)
}

function bufferBytes(): number {
  return process.memoryUsage().arrayBuffers
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`
}
