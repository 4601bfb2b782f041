import type { ScenarioContext } from '@socket-labs/lab'
import { readSocketTable, type SocketRow } from '@socket-labs/system'

const periodMs = 10

/** Reads the kernel's socket table again and again, and writes down each change of state. */
export interface StateReader {
  /** Reads now, besides the regular times, and also writes down what waits in the kernel at each end. */
  read(): void
  /** Reads a last time and ends. */
  stop(): void
}

/**
 * Records the states of all connections that end at `port` on this machine, at both ends, every 10 ms.
 * What changes and changes back between two looks is not seen: each record says that it was polled.
 * On a machine without `/proc/net/tcp` it says so once and records nothing.
 */
export function recordStates(ctx: ScenarioContext, port: number): StateReader {
  let known = new Map<string, SocketRow>()
  const read = (): void => {
    const tMs = ctx.now()
    const now = rowsAt(port)
    for (const [key, row] of now) {
      const before = known.get(key)
      if (before?.state !== row.state)
        write(ctx, { port, tMs, row, from: before?.state ?? 'CLOSED' })
    }
    for (const [key, row] of known) {
      if (!now.has(key))
        write(ctx, { port, tMs, row: { ...row, state: 'CLOSED' }, from: row.state })
    }
    known = now
  }
  try {
    read()
  } catch {
    ctx.note('the states are not shown: this machine has no /proc/net/tcp')
    return { read: () => {}, stop: () => {} }
  }
  const timer = setInterval(read, periodMs).unref()
  return {
    read: () => {
      read()
      for (const row of known.values()) writeQueues(ctx, port, row)
    },
    stop: () => {
      clearInterval(timer)
      read()
    },
  }
}

/** The ends of the connections to `port`, listeners left out, by their addresses. */
function rowsAt(port: number): Map<string, SocketRow> {
  const rows = readSocketTable().filter(
    (row) => row.remotePort !== 0 && (row.localPort === port || row.remotePort === port),
  )
  return new Map(rows.map((row) => [`${row.localPort} ${row.remotePort}`, row]))
}

interface Change {
  port: number
  tMs: number
  row: SocketRow
  from: string
}

function write(ctx: ScenarioContext, { port, tMs, row, from }: Change): void {
  const trigger = 'not seen: between two looks'
  ctx.record({ ...seen('tcp.state', port, row), periodMs, tMs, from, to: row.state, trigger })
}

function writeQueues(ctx: ScenarioContext, port: number, row: SocketRow): void {
  const { state, sendQueueBytes, receiveQueueBytes, inode } = row
  const isHeldByProgram = inode !== 0
  const queues = { state, sendQueueBytes, receiveQueueBytes, isHeldByProgram }
  ctx.record({ ...seen('tcp.queues', port, row), ...queues })
}

function seen(kind: string, port: number, row: SocketRow) {
  return {
    kind,
    at: row.localPort === port ? 'server' : 'client',
    origin: 'polled' as const,
    local: `${row.localAddress}:${row.localPort}`,
    remote: `${row.remoteAddress}:${row.remotePort}`,
  }
}
