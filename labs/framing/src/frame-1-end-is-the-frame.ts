import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { FrameDecoder, lengthCodec } from '@socket-labs/framing'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, select, sumBytes, type TraceRecord } from '@socket-labs/trace'
import { endsOf } from './loopback.ts'
import { FrameRecords } from './record-frames.ts'

const messageBytes = 200_000
const codec = lengthCodec({ lengthBytes: 4 })

/**
 * The simplest way to say where a message ends: close the connection. It needs no header, costs a
 * connection for each message, and has a hole. A sender that dies half way closes its connection too.
 */
export default defineScenario({
  id: 'frame-1-end-is-the-frame',
  question: 'The stream has ended. Is the message whole?',
  facts: [{ id: 'frame-1', truth: 'K' }],

  async run(ctx) {
    const accepted: Socket[] = []
    const server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const nextReader = () => ctx.waitFor('a connection', () => accepted.shift())

    ctx.note(
      'the sender writes one message and ends: the end of the stream is the end of the message',
    )
    const client = connect(port, '127.0.0.1')
    const whole = readToEnd(ctx, await nextReader(), 'whole')
    client.end(Buffer.alloc(messageBytes, 'm'))
    await whole
    client.resume()
    if (!client.closed) await once(client, 'close')

    // Another program sends the same again, twice: bare, and with its length in front. It is killed half way.
    const message = Buffer.alloc(messageBytes, 'm')
    const halves = [message, codec.encode(message)].map((all) =>
      Buffer.from(all.subarray(0, messageBytes / 2)).toString('base64'),
    )
    const sender = await ctx.startProcess('client', new URL('./frame-1-sender.ts', import.meta.url))
    const told = sender.ask({ port, halves })
    const bare = await nextReader()
    const withLength = await nextReader()
    const ends = [readToEnd(ctx, bare, 'killed'), readFrame(ctx, withLength)]
    const pid = (await told) as number
    await ctx.waitFor('both halves to be read', () =>
      [bare, withLength].every((socket) => socket.bytesRead === messageBytes / 2),
    )
    ctx.note('half of each message was read; now the sender is killed, in the middle of its work')
    process.kill(pid, 'SIGKILL')
    await Promise.all(ends)
    await sender.stop()
    server.close()
    await once(server, 'close')
  },

  judge(records) {
    const notes = select(records, { kind: 'note' })
    const [whole, killed, counted] = ['whole', 'killed', 'with a length'].map((reader) =>
      endOf(records, notes.find((note) => note.reader === reader)?.conn),
    ) as [End, End, End]
    const truncated = notes.find((note) => note.end === 'truncated')
    const all = [whole, killed, counted]
    return [
      decide(
        {
          id: 'frame-1',
          truth: 'K',
          expected:
            'the end of the stream closes the message, in however many reads it came; but a killed sender ends it as quietly: the end proves nothing, a length does',
        },
        [...all.flatMap((end) => [...end.reads, end.end, end.close]), truncated],
        sumBytes(whole.reads) === messageBytes &&
          whole.reads.length > 1 &&
          [killed, counted].every(({ reads }) => sumBytes(reads) === messageBytes / 2) &&
          all.every((end) => end.isQuiet) &&
          truncated?.conn === counted.end?.conn,
        `whole: ${storyOf(whole)}; killed half way: ${storyOf(killed)}; ` +
          `with a length: ${truncated ? 'the decoder says that it was cut' : 'nobody noticed'}`,
      ),
    ]
  },
})

interface End {
  reads: TraceRecord[]
  end: TraceRecord | undefined
  close: TraceRecord | undefined
  /** No error, nowhere: the connection ended in good order. */
  isQuiet: boolean
}

function endOf(records: readonly TraceRecord[], conn = 'none'): End {
  const of = (kind: string) => select(records, { kind, at: 'server', conn })
  const [end, close, error] = [of('socket.end')[0], of('socket.close')[0], of('socket.error')[0]]
  const isQuiet = end !== undefined && close?.hadError === false && error === undefined
  return { reads: of('socket.data'), end, close, isQuiet }
}

function storyOf({ reads, isQuiet }: End): string {
  const bytes = sumBytes(reads).toLocaleString('en')
  return `${bytes} bytes in ${reads.length} reads, then ${isQuiet ? 'an end without any error' : 'no quiet end'}`
}

/** The reader of this protocol: keep what comes; when the stream ends, that was the message. */
async function readToEnd(ctx: ScenarioContext, socket: Socket, reader: string): Promise<void> {
  const parts: Buffer[] = []
  socket.on('data', (bytes) => parts.push(bytes))
  const frames = new FrameRecords(ctx, socket, { at: 'server', codec: 'end of stream' })
  await once(socket, 'end')
  const message = Buffer.concat(parts)
  frames.decoded(message, [{ kind: 'frame', bytes: message, fromByte: 0, toByte: message.length }])
  const text = `the reader has a message of ${message.length.toLocaleString('en')} bytes, and no reason to doubt it`
  ctx.note(text, { reader, ...endsOf(socket) })
  if (!socket.closed) await once(socket, 'close')
}

/** The cure: the length comes first, so the end of the stream can come too early. */
async function readFrame(ctx: ScenarioContext, socket: Socket): Promise<void> {
  ctx.note('this reader is told the length first', { reader: 'with a length', ...endsOf(socket) })
  const decoder = new FrameDecoder(codec)
  const frames = new FrameRecords(ctx, socket, { at: 'server', codec: codec.name })
  socket.on('data', (bytes) => frames.decoded(bytes, decoder.push(bytes)))
  await once(socket, 'end')
  for (const last of decoder.finish()) if (last.kind === 'end') frames.ended(last)
  if (!socket.closed) await once(socket, 'close')
}
