import type { RecordDraft } from './record.ts'

/**
 * Gives both ends of a connection one name, `c1`, `c2`, … in the order first seen.
 *
 * A tap knows its own socket (`socket`, unique in the run) and, once the kernel has chosen them, the
 * socket's two addresses (`local`, `remote`, each `host:port`). Two sockets whose addresses mirror each
 * other are the two ends of one connection: a connection is its four-tuple. The same four-tuple seen once
 * more from an end that was seen already is another connection, later.
 *
 * UDP has no connections (`transport: 'udp'`): there the name is that of a conversation, all datagrams
 * between the same two addresses, in either direction. One socket may be in many. The first datagram gives
 * the name, and with the end of a socket that took part in it the conversation is over.
 */
export class ConnectionNames {
  #bySocket = new Map<string, Connection>()
  #byTuple = new Map<string, Connection>()
  #conversations = new Map<string, string>()
  #count = 0

  /**
   * The connection's name, or undefined where the draft is about none. A draft without `socket`, such as
   * what an instrument read, gets the name only of a connection that a tap has seen.
   */
  nameFor(draft: RecordDraft): string | undefined {
    if (draft.conn !== undefined) return draft.conn
    const { socket } = draft
    const addresses = addressesOf(draft)
    if (draft.transport === 'udp')
      return addresses && this.#conversation(draft.kind, addresses.tuple)
    if (typeof socket !== 'string') return addresses && this.#byTuple.get(addresses.tuple)?.name
    let connection = this.#bySocket.get(socket)
    if (!connection) {
      connection = this.#otherEnd(addresses) ?? { name: `c${++this.#count}`, ends: new Set() }
      this.#bySocket.set(socket, connection)
    }
    if (addresses) {
      connection.ends.add(addresses.local)
      this.#byTuple.set(addresses.tuple, connection)
    }
    if (draft.kind === 'socket.close') this.#bySocket.delete(socket)
    return connection.name
  }

  #conversation(kind: string, tuple: string): string | undefined {
    let name = this.#conversations.get(tuple)
    if (!name && isTalk(kind)) {
      name = `c${++this.#count}`
      this.#conversations.set(tuple, name)
    }
    if (kind === 'socket.close') this.#conversations.delete(tuple)
    return name
  }

  #otherEnd(addresses: Addresses | undefined): Connection | undefined {
    const known = addresses && this.#byTuple.get(addresses.tuple)
    return known?.ends.has(addresses?.local as string) ? undefined : known
  }
}

interface Connection {
  name: string
  /** Local addresses of the ends seen so far. */
  ends: Set<string>
}

interface Addresses {
  local: string
  tuple: string
}

function addressesOf(draft: RecordDraft): Addresses | undefined {
  const { local, remote, transport } = draft
  if (typeof local !== 'string' || typeof remote !== 'string') return undefined
  const here = transport === 'udp' ? withAddress(local, remote) : local
  return { local, tuple: here < remote ? `${here} ${remote}` : `${remote} ${here}` }
}

/**
 * A UDP socket that is bound to no address in particular (`0.0.0.0:4000`) is known to the other end by the
 * address of the way between them. On one machine that is the other end's own.
 */
function withAddress(local: string, remote: string): string {
  const port = /^(?:0\.0\.0\.0|\[::\]):(\d+)$/.exec(local)?.[1]
  return port === undefined ? local : remote.replace(/\d+$/, port)
}

/** What begins a conversation: an end that only listens, fails or goes away does not. */
function isTalk(kind: string): boolean {
  return kind === 'udp.datagram' || kind === 'socket.connect'
}
