import { once } from 'node:events'
import { connect } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import type { PosixSocket } from '@socket-labs/system'
import { decide, select, sumBytes, type TraceRecord } from '@socket-labs/trace'
import { endsOf } from './call-records.ts'
import { segments } from './seen-on-the-wire.ts'

/** In order; each begins with a note that bears its name. */
const parts = ['ten small writes', 'one large write', 'small reads'] as const

/**
 * Writes become segments, and segments become reads. Three who know nothing of each other decide how many:
 * the program that writes; the sender's kernel, which fills segments as it can; and the program that reads,
 * which says how many bytes it takes at most, and when.
 */
export default defineScenario({
  id: 'data-3-segments-on-the-wire',
  question: 'How many segments carry ten writes, and how many reads do they become?',
  facts: [{ id: 'data-3', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, { delayMs: 20 })
    const listener = wire.server.listener(80)
    const client = connect(80, wire.server.address)
    await once(client, 'connect')
    const server = await listener.accepted()

    begin(ctx, 'ten small writes', server, 'the reader comes later, and takes all that is there')
    for (let i = 1; i <= 10; i++) client.write(`${i}${'.'.repeat(1 + ctx.random() * 20)}\n`)
    await arrive(ctx, server, client.bytesWritten)
    read(ctx, server, 65_536)

    begin(ctx, 'one large write', server, '40 000 bytes; the reader takes at most 30 000 at once')
    client.write(new Uint8Array(40_000).fill(0x79))
    await arrive(ctx, server, 40_000)
    read(ctx, server, 30_000)
    read(ctx, server, 30_000)

    begin(ctx, 'small reads', server, 'one write of 100 bytes; the reader takes at most 20 at once')
    client.write('z'.repeat(100))
    await arrive(ctx, server, 100)
    for (let i = 1; i <= 5; i++) read(ctx, server, 20)

    client.end().resume()
    await server.received(1)
    server.close()
    await once(client, 'close')
    listener.close()
    await wire.settled()
    await wire.close()
  },

  judge(records) {
    const all = parts.map((_, i) => partOf(records, i))
    const [small, large, tiny] = all as [Part, Part, Part]
    return [
      decide(
        {
          id: 'data-3',
          truth: 'W',
          expected:
            'ten writes leave in fewer segments and come in one read; one write leaves in many segments; one segment is read in five pieces; the bytes are the same each time',
        },
        all.flatMap(({ note, writes, carried, reads }) => [note, ...writes, ...carried, ...reads]),
        all.every(isWhole) &&
          small.writes.length === 10 &&
          small.carried.length < 10 &&
          small.reads.length < small.carried.length &&
          large.writes.length === 1 &&
          large.carried.length > large.reads.length &&
          large.reads.length > 1 &&
          tiny.carried.length === 1 &&
          tiny.reads.length === 5,
        `writes → segments → reads: ${all.map(storyOf).join('; ')}`,
      ),
    ]
  },
})

function begin(ctx: ScenarioContext, part: string, server: PosixSocket, text: string): void {
  ctx.note(`${part}: ${text}`, { part, ...endsOf(server) })
}

/** Until so many bytes lie in the server's kernel, which its program has not read. */
async function arrive(ctx: ScenarioContext, server: PosixSocket, bytes: number): Promise<void> {
  await ctx.waitFor(
    `${bytes} bytes to be in the server's kernel`,
    () => server.unreadBytes() === bytes,
    15_000,
  )
}

/** One call of recv(2). */
function read(ctx: ScenarioContext, server: PosixSocket, maxBytes: number): void {
  const bytes = server.receive(maxBytes) ?? new Uint8Array()
  const seen = { at: 'server', origin: 'observed', ...endsOf(server) } as const
  ctx.record({ kind: 'socket.data', ...seen, maxBytes }, bytes)
}

interface Part {
  note: TraceRecord | undefined
  writes: TraceRecord[]
  /** The segments that carried its bytes; one that was sent again counts once. */
  carried: TraceRecord[]
  reads: TraceRecord[]
}

function partOf(records: readonly TraceRecord[], no: number): Part {
  const notes = parts.map((part) => records.find((record) => record.part === part))
  const [note, next] = [notes[no], notes[no + 1]]
  const isIn = ({ tMs }: TraceRecord) =>
    note !== undefined && tMs >= note.tMs && tMs < (next?.tMs ?? Number.POSITIVE_INFINITY)
  return {
    note,
    writes: select(records, { kind: 'socket.write', at: 'client' }).filter(isIn),
    carried: segments(records, { sender: 'client', hasData: true })
      .filter(isIn)
      .filter(({ retransmissionOf }) => retransmissionOf === undefined),
    reads: select(records, { kind: 'socket.data', at: 'server' }).filter(isIn),
  }
}

function isWhole({ writes, carried, reads }: Part): boolean {
  const carriedBytes = carried.reduce((sum, { payloadBytes }) => sum + Number(payloadBytes), 0)
  return sumBytes(writes) === carriedBytes && carriedBytes === sumBytes(reads)
}

function storyOf(part: Part): string {
  const { note, writes, carried, reads } = part
  return `${note?.part ?? '?'}: ${writes.length} → ${carried.length} → ${reads.length}, ${sumBytes(reads).toLocaleString('en')} bytes`
}
