import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, select, type TraceRecord } from '@socket-labs/trace'

/**
 * The peer is gone, and we write. When do we learn it? It depends on how the peer left.
 */
export default defineScenario({
  id: 'close-9-write-after-close',
  question: 'The other side has closed. When does your write fail?',
  facts: [{ id: 'close-9', truth: 'K' }],

  async run(ctx) {
    await peerCloses(ctx)
    await peerAborts(ctx)
  },

  judge(records) {
    const closed = story(records, 0)
    const aborted = story(records, 1)
    return [
      decide(
        {
          id: 'close-9',
          truth: 'K',
          expected:
            'after a close the first write succeeds and the next fails with EPIPE; after an abort the first fails with ECONNRESET',
        },
        [closed.end, ...closed.writes, closed.error, aborted.writes[0], aborted.error],
        closed.writes.length === 2 &&
          closed.written.length === 2 &&
          closed.written[0]?.code === undefined &&
          closed.error?.code === 'EPIPE' &&
          aborted.writes.length === 1 &&
          aborted.error?.code === 'ECONNRESET',
        `closed: write 1 ${result(closed.written[0])}, write 2 ${result(closed.written[1])}; ` +
          `aborted: write 1 ${result(aborted.written[0])}`,
      ),
    ]
  },
})

/** The peer closes in good order: its kernel sends FIN. */
async function peerCloses(ctx: ScenarioContext): Promise<void> {
  const { server, port } = await listen((socket) => socket.destroy())
  // allowHalfOpen: else Node ends our side too, and refuses to write before the kernel is even asked.
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  client.resume()
  client.on('error', () => {})
  await once(client, 'end')
  ctx.note(
    'the client has read the end of stream: the peer will write no more. Does it still read?',
  )

  await written(client, 'first')
  ctx.note('the first write succeeded: it was copied into our kernel, which sent it; RST came back')
  await written(client, 'second')
  ctx.note('the second write failed: only now do we know that nobody reads any more')
  server.close()
  await once(server, 'close')
}

/** The peer aborts: its kernel sends RST. */
async function peerAborts(ctx: ScenarioContext): Promise<void> {
  const accepted: Socket[] = []
  const { server, port } = await listen((socket) => accepted.push(socket))
  // Paused: a client that reads would be told of the reset by its read, before it writes anything.
  const client = connect({ port, host: '127.0.0.1' }).pause()
  client.on('error', () => {})
  await once(client, 'connect')
  const peer = await ctx.waitFor('the server to accept', () => accepted.shift())
  await once(peer.resetAndDestroy(), 'close')
  ctx.note('the peer aborted: RST has arrived here. Nobody told our program yet')

  await written(client, 'first')
  ctx.note('after an abort even the first write fails')
  server.close()
  await once(server, 'close')
}

async function listen(
  greet: (socket: Socket) => unknown,
): Promise<{ server: Server; port: number }> {
  const server = createServer({ allowHalfOpen: true }, greet).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

/** Resolves when the kernel has taken the bytes, or has refused them. */
function written(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve) => socket.write(text, () => resolve()))
}

/** What the client of the `index`th connection did. */
function story(records: readonly TraceRecord[], index: number) {
  const conn = select(records, { kind: 'socket.connect', at: 'client' })[index]?.conn
  const of = (kind: string) => select(records, { kind, at: 'client', conn: conn ?? 'none' })
  return {
    end: of('socket.end')[0],
    writes: of('socket.write'),
    written: of('socket.written'),
    error: of('socket.error')[0],
  }
}

function result(written: TraceRecord | undefined): string {
  if (!written) return 'never came back'
  return written.code === undefined ? 'succeeded' : `failed with ${written.code}`
}
