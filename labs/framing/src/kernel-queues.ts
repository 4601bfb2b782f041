import { execFileSync } from 'node:child_process'
import type { Socket } from 'node:net'
import type { ScenarioContext } from '@socket-labs/lab'
import { parseNetstat, readSocketTable, type SocketRow } from '@socket-labs/system'
import { endsOf } from './loopback.ts'

/** What the kernel keeps for one end of a connection. */
export interface Queues {
  /** Taken from the program, and not yet known to be in the other end's kernel. */
  sendQueueBytes: number
  /** Arrived, and not read by the program. */
  receiveQueueBytes: number
}

/** How the queues of an end are read. */
export type ReadQueues = (socket: Socket) => Queues

/** Asks this process's kernel: `/proc/net/tcp`, or netstat where that is not there. */
export function queuesOf(socket: Socket): Queues {
  const row = socketTable().find(
    ({ localPort, remotePort }) =>
      localPort === socket.localPort && remotePort === socket.remotePort,
  )
  return row ?? noQueues
}

export const noQueues: Queues = { sendQueueBytes: 0, receiveQueueBytes: 0 }

/** Bytes that lie in this end's kernel, for a program that has not read them. */
export function unreadBytes(socket: Socket): number {
  return queuesOf(socket).receiveQueueBytes
}

/** Writes down what waits in the kernel at this end. */
export function recordQueues(
  ctx: Pick<ScenarioContext, 'record'>,
  { at, socket }: { at: string; socket: Socket },
  readQueues: ReadQueues = queuesOf,
): Queues {
  const { sendQueueBytes, receiveQueueBytes } = readQueues(socket)
  const queues = { sendQueueBytes, receiveQueueBytes }
  ctx.record({ kind: 'tcp.queues', at, origin: 'polled', ...endsOf(socket), ...queues })
  return queues
}

function socketTable(): SocketRow[] {
  try {
    return readSocketTable()
  } catch {
    return parseNetstat(execFileSync('netstat', ['-an'], { encoding: 'utf8', timeout: 5000 }))
  }
}
