import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { decide, inOrder, select, sumBytes, type TraceRecord } from '@socket-labs/trace'
import { recordStates } from './record-states.ts'

const chunkBytes = 64 * 1024

/**
 * The reader stops reading. The writer does not know. Where do the bytes go, and who stops the writer?
 */
export default defineScenario({
  id: 'flow-2-reader-stops',
  question: 'The reader stops. What does write() tell you, and what if you do not listen?',
  facts: [{ id: 'flow-2', truth: 'K' }],

  async run(ctx) {
    // pauseOnConnect: the server's program holds the connection and reads nothing from it.
    const accepted: Socket[] = []
    const server = createServer({ pauseOnConnect: true }, (socket) => accepted.push(socket))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo

    await listenToWrite(ctx, port, accepted)
    await ignoreWrite(ctx, port, accepted)
    server.close()
    await once(server, 'close')
  },

  judge(records) {
    const [polite, deaf] = select(records, { kind: 'socket.connect', at: 'client' })
    const writes = writesOf(records, polite)
    const no = writes.find((write) => write.returned === false)
    const [read] = select(records, {
      kind: 'socket.data',
      at: 'server',
      conn: polite?.conn ?? 'none',
    })
    const [drain] = select(records, {
      kind: 'socket.drain',
      at: 'client',
      conn: polite?.conn ?? 'none',
    })
    const heaviest = writesOf(records, deaf).at(-1)
    const kept = queued(no)
    const keptDeaf = queued(heaviest)
    return [
      decide(
        {
          id: 'flow-2',
          truth: 'K',
          expected:
            'write never blocks: it returns false, and "drain" comes when the reader reads; ignore it and memory grows',
        },
        [no, read, drain, heaviest],
        inOrder(no, read, drain) && kept > 0 && keptDeaf > 10 * kept,
        `write returned false after ${mib(sumBytes(writes))} (${mib(kept)} kept by Node); ` +
          `ignoring it, Node kept ${mib(keptDeaf)}`,
      ),
    ]
  },
})

/** Writes until `write` returns false, then waits for `drain`: so it should be. */
async function listenToWrite(
  ctx: ScenarioContext,
  port: number,
  accepted: Socket[],
): Promise<void> {
  const client = connect(port, '127.0.0.1')
  await once(client, 'connect')
  const server = await ctx.waitFor('the server to accept', () => accepted.shift())
  const states = recordStates(ctx, port)

  while (client.write(Buffer.alloc(chunkBytes))) await new Promise(setImmediate)
  states.read()
  ctx.note(
    `write returned false: the kernels on both sides are full, and ${mib(client.writableLength)} wait in this program`,
  )
  const drained = once(client, 'drain')
  server.resume()
  ctx.note('the server reads again')
  await drained
  ctx.note('"drain": everything has left this program; now writing makes sense again')
  await finish(client)
  states.stop()
}

/** Writes 24 MiB whatever `write` returns. */
async function ignoreWrite(ctx: ScenarioContext, port: number, accepted: Socket[]): Promise<void> {
  const client = connect(port, '127.0.0.1')
  await once(client, 'connect')
  const server = await ctx.waitFor('the server to accept', () => accepted.shift())

  for (let i = 0; i < 384; i++) client.write(Buffer.alloc(chunkBytes))
  const { external, arrayBuffers } = process.memoryUsage()
  ctx.note(
    `384 writes, "false" ignored: ${mib(client.writableLength)} wait in this program's memory ` +
      `(buffers now take ${mib(arrayBuffers)} of it)`,
    { externalBytes: external },
  )
  server.resume()
  await finish(client)
}

async function finish(client: Socket): Promise<void> {
  client.end().resume()
  await once(client, 'close')
}

function writesOf(records: readonly TraceRecord[], end: TraceRecord | undefined): TraceRecord[] {
  return select(records, { kind: 'socket.write', at: 'client', conn: end?.conn ?? 'none' })
}

function queued(write: TraceRecord | undefined): number {
  return typeof write?.queuedBytes === 'number' ? write.queuedBytes : 0
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(2)} MiB`
}
