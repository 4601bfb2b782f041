import { type DiagSocket, spellings, type TcpState } from '@socket-labs/system'
import { endpointToText } from '@socket-labs/wire'
import type { ScenarioContext } from '../scenario-context.ts'
import { type Side, sides } from './sides.ts'

/** What made us look, in a learner's words: `SYN+ACK from server`. */
export interface Cause {
  trigger: string
  triggerPacketNo?: number
}

/** An address of one end of a connection. */
interface Address {
  address: string
  port: number
}

/** The two ends of a connection, as one of them sees it. */
export interface Ends {
  local: Address
  remote: Address
}

/** How one kernel's sockets are read: the one between two addresses is found at once, the list costs more. */
export interface SocketReader {
  exact(ends: Ends): DiagSocket | undefined
  dump(options: { states: readonly TcpState[] }): DiagSocket[]
}

interface Known extends Ends {
  state: string
}

/** A socket that is bound and does nothing costs most to find, and says nothing. */
const living = spellings.map(({ state }) => state).filter((state) => state !== 'CLOSED')

/**
 * Reads both kernels' sockets and writes down every change of state. It is asked for a connection right
 * after each packet of it that can change its state, so that the change stands beside its cause; what
 * changes without a packet, and which sockets listen, a regular look at the whole list tells.
 */
export class StateWatch {
  readonly #ctx: Pick<ScenarioContext, 'record'>
  readonly #readers: Record<Side, SocketReader>
  readonly #known: Record<Side, Map<string, Known>> = { client: new Map(), server: new Map() }

  readonly #moving: Record<Side, number> = { client: 0, server: 0 }

  constructor(ctx: Pick<ScenarioContext, 'record'>, readers: Record<Side, SocketReader>) {
    this.#ctx = ctx
    this.#readers = readers
  }

  /** True while there is a connection in any state but TIME_WAIT, which only waits. */
  get hasConnections(): boolean {
    return sides.some((side) =>
      [...this.#known[side].values()].some(
        ({ state }) => state !== 'LISTEN' && state !== 'TIME_WAIT',
      ),
    )
  }

  /** True while some connection of this end is opened or closed: then any packet may change its state. */
  isMoving(side: Side): boolean {
    return this.#moving[side] > 0
  }

  /** Reads one connection's state. */
  lookAt(side: Side, ends: Ends, cause: Cause): void {
    this.#see(side, { ...ends, state: this.#readers[side].exact(ends)?.state ?? 'CLOSED' }, cause)
  }

  /** Reads all sockets of one end. */
  lookAround(side: Side, trigger: string): void {
    const sockets = this.#readers[side].dump({ states: living })
    const there = new Set(sockets.map(keyOf))
    for (const socket of sockets) this.#see(side, socket, { trigger })
    for (const [key, known] of this.#known[side]) {
      if (!there.has(key)) this.#see(side, { ...known, state: 'CLOSED' }, { trigger })
    }
  }

  #see(side: Side, { local, remote, state }: Known, cause: Cause): void {
    const all = this.#known[side]
    const key = keyOf({ local, remote })
    const before = all.get(key)?.state
    this.#moving[side] += Number(isMoving(state)) - Number(isMoving(before ?? 'CLOSED'))
    if (state === 'CLOSED') all.delete(key)
    else all.set(key, { local, remote, state })
    const isNew = before === undefined && state !== 'CLOSED' && state !== 'LISTEN'
    const from = before ?? (isNew && this.#isListening(side, local) ? 'LISTEN' : 'CLOSED')
    if (from === state) return
    const ends = {
      local: endpointToText(local.address, local.port),
      remote: endpointToText(remote.address, remote.port),
    }
    const change = { from, to: state, ...cause, ...ends }
    this.#ctx.record({ kind: 'tcp.state', at: side, origin: 'polled', ...change })
  }

  /** RFC 9293 draws a new connection as the listener's own way on; here the listener stays where it is. */
  #isListening(side: Side, { port }: Address): boolean {
    return [...this.#known[side].values()].some(
      ({ local, state }) => state === 'LISTEN' && local.port === port,
    )
  }
}

function isMoving(state: string): boolean {
  return !['CLOSED', 'LISTEN', 'ESTABLISHED', 'TIME_WAIT'].includes(state)
}

function keyOf({ local, remote }: Ends): string {
  return `${local.address} ${local.port} ${remote.address} ${remote.port}`
}
