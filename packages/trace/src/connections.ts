import type { RecordDraft } from './record.ts'

/**
 * Gives both ends of a connection one name, `c1`, `c2`, … in the order first seen.
 *
 * A tap knows its own socket (`socket`, unique in the run) and, once the kernel has chosen them, the
 * socket's two addresses (`local`, `remote`, each `host:port`). Two sockets whose addresses mirror each
 * other are the two ends of one connection: a connection is its four-tuple.
 */
export class ConnectionNames {
  #bySocket = new Map<string, Connection>()
  #byTuple = new Map<string, Connection>()
  #count = 0

  /** The connection's name, or undefined where the draft is about no connection. */
  nameFor(draft: RecordDraft): string | undefined {
    if (draft.conn !== undefined) return draft.conn
    const { socket } = draft
    if (typeof socket !== 'string') return undefined
    const tuple = tupleOf(draft)
    let connection = this.#bySocket.get(socket)
    if (!connection) {
      connection = (tuple && this.#byTuple.get(tuple)) || { name: `c${++this.#count}`, openEnds: 0 }
      connection.openEnds++
      this.#bySocket.set(socket, connection)
    }
    if (tuple) {
      connection.tuple = tuple
      this.#byTuple.set(tuple, connection)
    }
    if (draft.kind === 'socket.close') this.#closeEnd(socket, connection)
    return connection.name
  }

  /** When both ends are gone the four-tuple may soon belong to another connection. */
  #closeEnd(socket: string, connection: Connection): void {
    this.#bySocket.delete(socket)
    if (--connection.openEnds === 0 && connection.tuple) this.#byTuple.delete(connection.tuple)
  }
}

interface Connection {
  name: string
  openEnds: number
  tuple?: string
}

function tupleOf({ local, remote }: RecordDraft): string | undefined {
  if (typeof local !== 'string' || typeof remote !== 'string') return undefined
  return local < remote ? `${local} ${remote}` : `${remote} ${local}`
}
