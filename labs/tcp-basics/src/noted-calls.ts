import type { ScenarioContext } from '@socket-labs/lab'
import type { PosixSocket } from '@socket-labs/system'
import { endsOf } from './call-records.ts'

/** What a call gave back: a count of bytes, or the name of the error. */
export type Outcome = { result: number } | { errno: string }

/** Calls of one connected socket, each written down with what the kernel said, an error too. */
export interface NotedCalls {
  /** 0 is the end of the stream. */
  recv(): Outcome
  send(text: string): Outcome
}

let sockets = 0

/** Also writes down that the connection is there, so that its calls are known as those of one end of it. */
export function notedCalls(
  ctx: Pick<ScenarioContext, 'record'>,
  at: 'client' | 'server',
  socket: PosixSocket,
): NotedCalls {
  const who = { at, origin: 'observed', socket: `noted${++sockets}`, ...endsOf(socket) } as const
  ctx.record({ kind: at === 'client' ? 'socket.connect' : 'socket.accept', ...who })
  const noted = (name: string, call: () => number | undefined): Outcome => {
    const outcome = outcomeOf(call)
    ctx.record({ kind: 'syscall', name, ...outcome, ...who })
    return outcome
  }
  return {
    recv: () => noted('recv', () => socket.receive(1000)?.length),
    send: (text) => noted('send', () => socket.send(new TextEncoder().encode(text))),
  }
}

function outcomeOf(call: () => number | undefined): Outcome {
  try {
    const result = call()
    return result === undefined ? { errno: 'EAGAIN' } : { result }
  } catch (error) {
    return { errno: String((error as NodeJS.ErrnoException).code) }
  }
}
