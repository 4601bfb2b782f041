import { createHash } from 'node:crypto'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { datagramPair, send } from './datagram-pair.ts'
import { judgeDatagrams } from './frame-11-judge.ts'
import { numberedDatagrams, Reassembly } from './numbered-datagrams.ts'

const longBytes = 40_000
/** 65 535, the longest IPv4 packet, less 20 bytes of IPv4 header and 8 of UDP header (RFC 768, RFC 791). */
const largestBytes = 65_507
const messageBytes = 200_000
const pieceBytes = 8_000
/** After so long without a datagram the receiver asks for what is missing. */
const silenceMs = 20

/**
 * The same two messages as in frame-2, in the same three circumstances, over UDP. One send is one datagram,
 * and one receive gives one datagram, whole. Up to a limit: what is longer you cut yourself.
 */
export default defineScenario({
  id: 'frame-11-udp-keeps-boundaries',
  question: 'The same two messages over UDP: can they stick together, or be cut?',
  facts: [{ id: 'frame-11', truth: 'K' }],

  async run(ctx) {
    await twoMessages(ctx, 'separate', ['hello', 'world'])
    await twoMessages(ctx, 'late', ['hello', 'world'])
    await twoMessages(ctx, 'long', ['A'.repeat(longBytes), 'B'.repeat(longBytes)])
    await limit(ctx)
    await beyond(ctx)
  },

  judge: judgeDatagrams,
})

type Circumstance = 'separate' | 'late' | 'long'

const stories: Record<Circumstance, string> = {
  separate: 'the sender waits until the first message was read',
  late: 'the reader looks when both are there: over TCP they stuck together',
  long: 'two messages of 40 000 bytes: over TCP the second was cut',
}

async function twoMessages(
  ctx: ScenarioContext,
  circumstance: Circumstance,
  [first, second]: [string, string],
): Promise<void> {
  const { client, server, ends, close } = await datagramPair()
  let received = 0
  server.on('message', () => {
    received += 1
  })
  ctx.note(`${circumstance}: ${stories[circumstance]}`, { circumstance, ...ends })
  const sent = send(client, first)
  if (circumstance === 'separate') {
    await ctx.waitFor('the first message to be read', () => received === 1)
  }
  // Without that wait both calls are made in one turn of this program: nobody can read in between.
  await Promise.all([sent, send(client, second)])
  await ctx.waitFor('both messages', () => received === 2)
  await close()
}

async function limit(ctx: ScenarioContext): Promise<void> {
  const { client, server, ends, close } = await datagramPair()
  let receivedBytes = 0
  server.on('message', (message) => {
    receivedBytes = message.length
  })
  ctx.note('the longest datagram, and one byte more', { circumstance: 'limit', ...ends })
  await send(client, Buffer.alloc(largestBytes, 'x'))
  await ctx.waitFor('the longest datagram', () => receivedBytes === largestBytes)
  const refusal = await send(client, Buffer.alloc(largestBytes + 1, 'x')).catch((error) => error)
  ctx.note(`${largestBytes + 1} bytes: ${refusal?.code ?? 'no error'}. Nothing left this program`)
  await close()
}

/** A longer message: numbered, sent in one burst, and put together. What was lost is seen by its number. */
async function beyond(ctx: ScenarioContext): Promise<void> {
  // A small buffer on purpose: what comes while the program does not look, and does not fit, is dropped.
  const { client, server, ends, close } = await datagramPair({ recvBufferSize: 64 * 1024 })
  ctx.note('200 000 bytes: cut and numbered by the program itself', {
    circumstance: 'beyond',
    ...ends,
  })
  const message = Buffer.from(Array.from({ length: messageBytes }, () => 256 * ctx.random()))
  const pieces = numberedDatagrams(message, pieceBytes)
  const sendPieces = (numbers: Iterable<number>) => {
    for (const number of numbers) client.send(pieces[number] as Buffer)
  }
  const whole = receive(ctx, server, ends)
  client.on('message', (asked) => sendPieces(JSON.parse(String(asked))))
  const { transport, local, remote } = ends
  const frame = { fromByte: 0, toByte: messageBytes, codec: 'numbered datagrams' }
  const sent = { ...frame, digest: digestOf(message), datagrams: pieces.length }
  const draft = { kind: 'frame.sent', at: 'client', origin: 'observed', transport } as const
  ctx.record({ ...draft, local, remote, ...sent }, message)
  sendPieces(pieces.keys())
  await ctx.waitFor('the whole message', whole)
  await close()
}

/** Puts the message together and asks for what is missing. Answers a question: is it whole? */
function receive(
  ctx: ScenarioContext,
  server: Awaited<ReturnType<typeof datagramPair>>['server'],
  { transport, local: client, remote: own }: { transport: 'udp'; local: string; remote: string },
): () => boolean {
  const reassembly = new Reassembly()
  let isWhole = false
  let silence: NodeJS.Timeout | undefined
  server.on('message', (datagram, { address, port }) => {
    reassembly.add(datagram)
    clearTimeout(silence)
    const message = reassembly.message()
    const ask = () => {
      const missing = reassembly.missing()
      const text = `${missing.length} pieces are missing: ${missing.join(', ')}. The receiver asks for them`
      ctx.note(text, { missing, transport, local: own, remote: client })
      server.send(JSON.stringify(missing), port, address)
    }
    if (!message) silence = setTimeout(ask, silenceMs)
    if (!message || isWhole) return
    isWhole = true
    const frame = { fromByte: 0, toByte: message.length, codec: 'numbered datagrams' }
    const draft = { kind: 'frame.decoded', at: 'server', origin: 'observed', transport } as const
    const read = { ...frame, digest: digestOf(message), local: own, remote: client }
    ctx.record({ ...draft, ...read }, message)
  })
  return () => isWhole
}

function digestOf(message: Uint8Array): string {
  return createHash('sha256').update(message).digest('hex').slice(0, 16)
}
