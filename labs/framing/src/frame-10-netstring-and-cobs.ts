import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type Codec, cobsCodec, FrameDecoder, netstringCodec } from '@socket-labs/framing'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide } from '@socket-labs/trace'
import { Conversation } from './conversation.ts'
import { cobsFrames } from './dissect/cobs.ts'
import { dissectedRecords, fieldsOf } from './dissect/dissected-records.ts'
import { dissect, type Protocol } from './dissect/dissector.ts'
import { netstrings } from './dissect/netstring.ts'
import { versionOf } from './real-program.ts'

interface Way {
  codec: Codec
  protocol: Protocol
}
const ways: readonly Way[] = [
  { codec: netstringCodec(), protocol: netstrings },
  { codec: cobsCodec(), protocol: cobsFrames },
]
/** Nothing at all, what looks like a netstring, zeros, and every byte that there is. */
const payloads = ['hello world!', '', '3:abc,', 'a\0\0b', everyByte()].map((text) =>
  Buffer.from(text, 'latin1'),
)
const program = fileURLToPath(new URL('frame-10-netstring-and-cobs.py', import.meta.url))

/**
 * Two small ways to say where a message ends. A netstring says the length in front. COBS lets no zero
 * into the message, so that a zero can end it. Both must carry every byte that there is.
 */
export default defineScenario({
  id: 'frame-10-netstring-and-cobs',
  question: 'How can a message hold its own end mark and still end in the right place?',
  facts: [{ id: 'frame-10', truth: 'K' }],

  async run(ctx) {
    const python = await versionOf('python3', ['--version']).catch(() => undefined)
    if (python) {
      const text = `the other end is Python ${python}, with a program that knows nothing of the package`
      ctx.note(text, { program: 'python3', version: python })
    } else {
      const text = 'there is no python3 here, so the other end is Node with the same codecs'
      ctx.note(text, { program: 'node', version: process.version })
    }
    for (const way of ways) {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const accepted = once(server, 'connection')
      const peer = python ? pythonPeer(way.codec.name, port) : nodePeer(ctx, way.codec, port)
      const [socket] = (await Promise.race([accepted, peer])) as [Socket]
      await echo(ctx, way, socket)
      await peer
      server.close()
      await once(server, 'close')
    }
  },

  judge(records) {
    const seen = ways.map(({ codec, protocol }) => {
      const { sent, decoded, isCovered } = dissectedRecords(records, codec.name)
      // What came must be, field by field, what the package itself would have sent.
      const isRight = payloads.every((payload, i) => {
        const { frames } = dissect(protocol, codec.encode(payload))
        const wanted = JSON.stringify(frames[0]?.fields)
        return [decoded[i], sent[i]].every(
          (record) => record && JSON.stringify(fieldsOf(record)) === wanted,
        )
      })
      const isWhole = decoded.length === payloads.length && sent.length === payloads.length
      return { sent, decoded, isHeld: isCovered && isRight && isWhole }
    })
    const { program: other } = dissectedRecords(records, 'netstring')
    const decoded = seen.map((one) => one.decoded.length)
    return [
      decide(
        {
          id: 'frame-10',
          truth: 'K',
          expected:
            'netstrings and COBS frames of another program are read whole, whatever bytes they carry; every byte has its place',
        },
        [other, ...seen.flatMap((one) => [...one.decoded, ...one.sent])],
        seen.every((one) => one.isHeld),
        `${decoded[0]} netstrings and ${decoded[1]} COBS frames from ${other?.program} ${other?.version}, and the same bytes back`,
      ),
    ]
  },
})

/** Reads each payload and sends it back in a frame of our own making. */
async function echo(ctx: ScenarioContext, { codec, protocol }: Way, socket: Socket) {
  const peer = new Conversation(ctx, socket, {
    codec: codec.name,
    at: 'server',
    sent: protocol,
    received: protocol,
  })
  const decoder = new FrameDecoder(codec)
  for (const { length } of payloads) {
    const { bytes } = await peer.next(`a frame with ${length} bytes`)
    const [payload] = decoder.push(bytes)
    if (payload?.kind === 'frame') peer.send(codec.encode(payload.bytes))
  }
  await peer.closed
}

async function pythonPeer(codec: string, port: number): Promise<void> {
  const hex = payloads.map((payload) => payload.toString('hex'))
  const peer = spawn('python3', [program, codec, `${port}`, ...hex], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [status] = await once(peer, 'exit')
  if (status !== 0) throw new Error(`the Python program ended with ${status}`)
}

async function nodePeer(ctx: ScenarioContext, codec: Codec, port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  let replyBytes = 0
  socket.on('data', (bytes) => {
    replyBytes += bytes.length
  })
  let sentBytes = 0
  for (const payload of payloads) {
    const frame = codec.encode(payload)
    socket.write(frame)
    sentBytes += frame.length
    await ctx.waitFor('the frame back', () => replyBytes === sentBytes)
  }
  socket.end()
  await once(socket, 'close')
}

function everyByte(): string {
  return String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte))
}
