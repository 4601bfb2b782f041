import type { RecordDraft } from './record.ts'

/**
 * Gives both ends of a connection one name, `c1`, `c2`, … in the order first seen.
 *
 * A tap knows its own socket (`socket`, unique in the run) and, once the kernel has chosen them, the
 * socket's two addresses (`local`, `remote`, each `host:port`). Two sockets whose addresses mirror each
 * other are the two ends of one connection: a connection is its four-tuple. The same four-tuple seen once
 * more from an end that was seen already is another connection, later.
 */
export class ConnectionNames {
  #bySocket = new Map<string, Connection>()
  #byTuple = new Map<string, Connection>()
  #count = 0

  /**
   * The connection's name, or undefined where the draft is about none. A draft without `socket`, such as
   * what an instrument read, gets the name only of a connection that a tap has seen.
   */
  nameFor(draft: RecordDraft): string | undefined {
    if (draft.conn !== undefined) return draft.conn
    const { socket } = draft
    const addresses = addressesOf(draft)
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

function addressesOf({ local, remote }: RecordDraft): Addresses | undefined {
  if (typeof local !== 'string' || typeof remote !== 'string') return undefined
  return { local, tuple: local < remote ? `${local} ${remote}` : `${remote} ${local}` }
}
