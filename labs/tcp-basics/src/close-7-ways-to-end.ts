import { Socket } from 'node:net'
import type { ScenarioContext } from '@socket-labs/lab'
import type { PosixSocket } from '@socket-labs/system'
import { select, type TraceRecord } from '@socket-labs/trace'
import { notedCalls } from './noted-calls.ts'

/** Where it takes place: on loopback, or through the wire. */
export interface EndingPlace {
  listener: PosixSocket
  /** A fresh socket of the client. */
  socket(): PosixSocket
  /** Reads both kernels' states and writes down what has changed. */
  look(trigger: string): void
}

/** How the server ends a connection: three ways to abort it, and one to close it. */
export const waysToEnd = [
  'close() with SO_LINGER 0',
  'close() with unread data',
  "Node's resetAndDestroy()",
  'close(), with nothing unread',
] as const
type Way = (typeof waysToEnd)[number]

/**
 * One connection for each way. The server says `bye` and ends it; the client's program reads nothing until
 * that has arrived, and then reads three times and writes once.
 */
export async function endInEachWay(ctx: ScenarioContext, place: EndingPlace): Promise<void> {
  for (const way of waysToEnd) {
    const client = place.socket()
    client.connect(place.listener.localAddress())
    const peer = await place.listener.accepted()
    await client.connected()
    const calls = notedCalls(ctx, 'client', client)
    place.look('connected')
    notedCalls(ctx, 'server', peer).send('bye')
    await ctx.waitFor('"bye" to wait in the client', () => client.unreadBytes() === 3)
    if (way === 'close() with unread data') {
      calls.send('please wait')
      await ctx.waitFor('"please wait" to be unread', () => peer.unreadBytes() > 0)
    }

    ctx.note(`the server ends it: ${way}`)
    end(peer, way)
    const isOver = () => ['CLOSED', 'CLOSE_WAIT'].includes(client.state())
    await ctx.waitFor('the end to arrive', isOver)
    place.look('the server has ended it')

    calls.recv() // what had come before is still there
    calls.recv() // an error is told once
    calls.recv()
    if (client.state() === 'CLOSED') calls.send('hello?')
    client.close()
  }
}

function end(peer: PosixSocket, way: Way): void {
  if (way === "Node's resetAndDestroy()") {
    new Socket({ fd: peer.release() }).resetAndDestroy()
    return
  }
  // With 0 seconds to linger, close waits for nothing and throws away what is unsent.
  if (way === 'close() with SO_LINGER 0') peer.setOption('lingerSeconds', 0)
  peer.close()
}

/** What became of one connection. */
export interface Ending {
  way: Way
  conn: string
  /** `3, ECONNRESET, 0, EPIPE`: what the client's calls gave back from the end on. */
  outcome: string
  calls: TraceRecord[]
  /** The first TIME_WAIT, at either end. */
  timeWait: TraceRecord | undefined
}

/** What a client on Linux sees of every abort: its bytes, the error once, the end, and that it cannot write. */
export const outcomeOfAbort = '3, ECONNRESET, 0, EPIPE'

export function endings(records: readonly TraceRecord[]): Ending[] {
  const opened = select(records, { kind: 'socket.connect', at: 'client' })
  return opened.flatMap(({ conn = 'none' }, i) => {
    const way = waysToEnd[i]
    if (!way) return []
    const all = select(records, { kind: 'syscall', at: 'client', conn })
    const calls = all.slice(all.findIndex(({ name }) => name === 'recv'))
    const outcome = calls.map(({ result, errno }) => String(errno ?? result)).join(', ')
    const timeWait = select(records, { kind: 'tcp.state', conn }).find(
      ({ to }) => to === 'TIME_WAIT',
    )
    return [{ way, conn, outcome, calls, timeWait }]
  })
}
