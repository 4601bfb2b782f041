import { createServer, type Socket } from 'node:net'
import { defineScenario, type ScenarioContext } from '@socket-labs/lab'
import { Wire } from '@socket-labs/lab/wire'
import { decide, select, type TraceRecord } from '@socket-labs/trace'
import { inState, openThroughWire } from './open-through-wire.ts'

const finTimeoutSeconds = 2

/**
 * "tcp_fin_timeout is how long TIME_WAIT lasts": so it stands in many a tuning guide. Here it is set to
 * 2 s. Three connections are closed in three ways, and the kernel is asked when it will forget each.
 */
export default defineScenario({
  id: 'close-1-time-wait-timer',
  question: 'How long does TIME_WAIT last, and which setting shortens it?',
  facts: [{ id: 'close-1', truth: 'W' }],
  needs: ['wire'],

  async run(ctx) {
    const wire = Wire.open(ctx, {
      delayMs: 5,
      settings: { 'net.ipv4.tcp_fin_timeout': finTimeoutSeconds },
    })
    ctx.note(`net.ipv4.tcp_fin_timeout is ${finTimeoutSeconds} here; 60 unless somebody sets it`)
    const accepted: Socket[] = []
    const server = createServer({ allowHalfOpen: true }, (peer) => accepted.push(peer.resume()))
    await wire.server.listen(server, 80)

    // Closed by both: TIME_WAIT.
    const closed = await openThroughWire(ctx, wire, accepted)
    closed.client.resume().end()
    closed.peer.on('end', () => closed.peer.end())
    await inState(ctx, wire.client, 'TIME_WAIT')
    tellTimer(ctx, wire, { state: 'TIME_WAIT', how: 'closed by both', when: 'first' })

    // Closed by the client alone, which still holds its socket and may still read: FIN_WAIT_2.
    const held = await openThroughWire(ctx, wire, accepted, { localPort: 40_001 })
    held.client.resume().end()
    await inState(ctx, wire.client, 'FIN_WAIT_2')
    tellTimer(ctx, wire, { port: 40_001, how: 'held by the program', when: 'first' })

    // The same, but the program has let go of its socket: nobody can read any more. An orphan.
    const orphan = await openThroughWire(ctx, wire, accepted, { localPort: 40_002 })
    orphan.client.destroy()
    const isThere = (port: number) => wire.client.sockets().some(({ local }) => local.port === port)
    const isOrphan = () =>
      find(wire, { port: 40_002 })?.state === 'FIN_WAIT_2' &&
      find(wire, { port: 40_002 })?.timer.kind !== 'none'
    await ctx.waitFor('the FIN_WAIT_2 of an orphan', isOrphan)
    tellTimer(ctx, wire, { port: 40_002, how: 'an orphan', when: 'first' })

    await ctx.waitFor('the orphan to be forgotten', () => !isThere(40_002), 15_000)
    wire.look()
    ctx.note('the orphan is forgotten, without any segment. The other two are as they were')
    tellTimer(ctx, wire, { state: 'TIME_WAIT', how: 'closed by both', when: 'later' })
    tellTimer(ctx, wire, { port: 40_001, how: 'held by the program', when: 'later' })
    await wire.close()
  },

  judge(records) {
    const told = (how: string, when: string) =>
      select(records, { kind: 'note' }).find((note) => note.how === how && note.when === when)
    const timeWait = told('closed by both', 'first')
    const timeWaitLater = told('closed by both', 'later')
    const held = told('held by the program', 'first')
    const heldLater = told('held by the program', 'later')
    const orphan = told('an orphan', 'first')
    const gone = select(records, { kind: 'tcp.state', at: 'client' }).find(
      ({ to, local }) => to === 'CLOSED' && String(local).endsWith(':40002'),
    )
    const limitMs = 1000 * finTimeoutSeconds
    return [
      decide(
        {
          id: 'close-1',
          truth: 'W',
          expected: `TIME_WAIT begins with 60 s left, whatever tcp_fin_timeout says; that ends only the FIN_WAIT_2 of a socket that no program holds, after ${finTimeoutSeconds} s`,
        },
        [timeWait, held, orphan, gone, timeWaitLater, heldLater],
        // Read a little later than it began, on a busy machine some seconds later.
        leftMs(timeWait) > 50_000 &&
          leftMs(timeWait) <= 60_200 &&
          leftMs(timeWaitLater) > 40_000 &&
          held?.timer === 'none' &&
          heldLater?.state === 'FIN_WAIT_2' &&
          leftMs(orphan) <= limitMs + 100 &&
          isAfter(orphan, gone, leftMs(orphan) - 100),
        `TIME_WAIT: ${seconds(timeWait)} left (RFC 9293 §3.4.2: MSL 2 min, so 4 min); ` +
          `FIN_WAIT_2 held: ${held?.timer === 'none' ? 'no timer' : seconds(held)}; orphaned: ${seconds(orphan)}, then CLOSED`,
      ),
    ]
  },
})

interface Which {
  state?: string
  port?: number
}

function find(wire: Wire, { state, port }: Which) {
  return wire.client
    .sockets()
    .find((one) => (state ? one.state === state : one.local.port === port))
}

function tellTimer(
  ctx: ScenarioContext,
  wire: Wire,
  { how, when, ...which }: Which & { how: string; when: string },
): void {
  const found = find(wire, which)
  const { kind: timer = 'none', expiresMs = 0 } = found?.timer ?? {}
  const left = timer === 'none' ? 'no timer runs' : `${(expiresMs / 1000).toFixed(2)} s left`
  ctx.note(`${how}: ${found?.state ?? 'gone'}, ${left}`, {
    ...{ how, when, timer, expiresMs },
    state: found?.state,
  })
}

function leftMs(note: TraceRecord | undefined): number {
  return note?.timer === 'none' ? Number.NaN : Number(note?.expiresMs)
}

function seconds(note: TraceRecord | undefined): string {
  return `${(leftMs(note) / 1000).toFixed(2)} s`
}

function isAfter(first: TraceRecord | undefined, then: TraceRecord | undefined, ms: number) {
  return Number(then?.tMs) - Number(first?.tMs) >= ms
}
