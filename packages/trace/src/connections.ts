import type { RecordDraft } from './record.ts'

/**
 * Gives both ends of a connection one name, `c1`, `c2`, … in the order first seen.
 *
 * A tap knows its own socket (`socket`, unique in the run) and, once the kernel has chosen them, the
 * socket's two addresses (`local`, `remote`, each `host:port`). Two sockets whose addresses mirror each
 * other are the two ends of one connection: a connection is its four-tuple. The same four-tuple seen once
 * more from an end that was seen already is another connection, later.
 *
 * A packet on the wire knows its two addresses (`from`, `to`) from the first on. A segment between addresses
 * that nobody has seen is a new connection, or that of the `connect()` whose local address is not known
 * yet. A SYN without ACK that bears another sequence number than the SYN of the same end before is another
 * connection. An ICMP message belongs to what it is `about`.
 *
 * UDP has no connections (`transport: 'udp'`): there the name is that of a conversation, all datagrams
 * between the same two addresses, in either direction. One socket may be in many. The first datagram gives
 * the name, and with the end of a socket that took part in it the conversation is over.
 */
export class ConnectionNames {
  #bySocket = new Map<string, Connection>()
  #byTuple = new Map<string, Connection>()
  /** Of each SYN the connection that it opens, so that an old one that comes late is known again. */
  #bySyn = new Map<string, Connection>()
  /** In order, sockets that called `connect()` and whose local address is not known yet. */
  #asking = new Map<string, Asking>()
  #conversations = new Map<string, string>()
  #count = 0

  /**
   * The connection's name, or undefined where the draft is about none. A draft without `socket`, such as
   * what an instrument read, gets the name only of a connection that a tap or the wire has seen.
   */
  nameFor(draft: RecordDraft): string | undefined {
    if (draft.conn !== undefined) return draft.conn
    if (isOnWire(draft)) return this.#onWire(draft)
    const { socket } = draft
    const addresses = addressesOf(draft)
    if (draft.transport === 'udp')
      return addresses && this.#conversation(draft.kind, addresses.tuple)
    if (typeof socket !== 'string') return addresses && this.#ofInstrument(draft, addresses)
    return this.#ofSocket(socket, draft, addresses).name
  }

  /** What a packet on the wire led to may be told before the packet is. */
  #ofInstrument(draft: RecordDraft, { tuple }: Addresses): string | undefined {
    const known = this.#byTuple.get(tuple)
    const remote = String(draft.remote)
    const isOfPacket = typeof draft.triggerPacketNo === 'number' && !remote.endsWith(':0')
    const asked = draft.at === 'server' ? String(draft.local) : remote
    return (known ?? (isOfPacket ? this.#opened(draft, tuple, asked) : undefined))?.name
  }

  #ofSocket(socket: string, draft: RecordDraft, addresses: Addresses | undefined): Connection {
    const known = this.#bySocket.get(socket)
    const connection = known ?? (addresses && this.#otherEnd(addresses)) ?? this.#begun()
    this.#bySocket.set(socket, connection)
    if (addresses) {
      connection.ends.add(addresses.local)
      this.#byTuple.set(addresses.tuple, connection)
    }
    const { remote, tMs, kind } = draft
    const isAsking = !known && !addresses && typeof remote === 'string'
    if (isAsking) this.#asking.set(socket, { connection, remote, tMs })
    else if (addresses || kind === 'socket.close') this.#asking.delete(socket)
    if (kind === 'socket.close') this.#bySocket.delete(socket)
    return connection
  }

  #begun(): Connection {
    return { name: `c${++this.#count}`, ends: new Set(), syns: new Map() }
  }

  #onWire(draft: RecordDraft): string | undefined {
    if (draft.kind === 'icmp.message') return this.#about(draft.about)
    const { from, to } = draft
    if (typeof from !== 'string' || typeof to !== 'string') return undefined
    if (draft.kind === 'udp.datagram') return this.#datagram(from, to)
    return this.#ofSegment(draft, from, to).name
  }

  #ofSegment(draft: RecordDraft, from: string, to: string): Connection {
    const tuple = tupleOf(from, to)
    const known = this.#byTuple.get(tuple)
    if (!isSyn(draft)) return known ?? this.#opened(draft, tuple, to)
    const key = `${from} ${to} ${draft.seqNo}`
    const same = this.#bySyn.get(key)
    if (same) return same
    const isAnother = known?.syns.has(from) && known.syns.get(from) !== draft.seqNo
    const connection = known && !isAnother ? known : this.#opened(draft, tuple, to)
    connection.syns.set(from, draft.seqNo)
    this.#bySyn.set(key, connection)
    return connection
  }

  /** A connection that the wire sees first: one that a socket has asked for, else a new one. */
  #opened({ tMs }: RecordDraft, tuple: string, to: string): Connection {
    let connection: Connection | undefined
    for (const [socket, asking] of this.#asking) {
      if (asking.remote !== to || asking.tMs > tMs) continue
      connection = asking.connection
      this.#asking.delete(socket)
      break
    }
    connection ??= this.#begun()
    this.#byTuple.set(tuple, connection)
    return connection
  }

  #about(about: unknown): string | undefined {
    const { from, to } = (about ?? {}) as Record<string, unknown>
    if (typeof from !== 'string' || typeof to !== 'string') return undefined
    const tuple = tupleOf(from, to)
    return this.#byTuple.get(tuple)?.name ?? this.#conversations.get(tuple)
  }

  /** Sockets that are bound to no address in particular are known by less, see {@link withAddress}. */
  #datagram(from: string, to: string): string {
    const keys = [
      tupleOf(from, to),
      tupleOf(hostOf(to) + portOf(from), to),
      tupleOf(hostOf(from) + portOf(to), from),
    ]
    const known = keys.map((key) => this.#conversations.get(key)).find(Boolean)
    const name = known ?? `c${++this.#count}`
    for (const key of keys) this.#conversations.set(key, name)
    return name
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

  #otherEnd(addresses: Addresses): Connection | undefined {
    const known = this.#byTuple.get(addresses.tuple)
    return known?.ends.has(addresses.local) ? undefined : known
  }
}

interface Connection {
  name: string
  /** Local addresses of the ends seen so far. */
  ends: Set<string>
  /** By sender, the sequence number of its SYN. */
  syns: Map<string, unknown>
}

interface Asking {
  connection: Connection
  remote: string
  tMs: number
}

interface Addresses {
  local: string
  tuple: string
}

function isOnWire({ kind, at }: RecordDraft): boolean {
  return (
    kind === 'tcp.segment' || kind === 'icmp.message' || (kind === 'udp.datagram' && at === 'wire')
  )
}

function isSyn({ flags }: RecordDraft): boolean {
  return Array.isArray(flags) && flags.includes('SYN') && !flags.includes('ACK')
}

function tupleOf(here: string, there: string): string {
  return here < there ? `${here} ${there}` : `${there} ${here}`
}

function addressesOf(draft: RecordDraft): Addresses | undefined {
  const { local, remote, transport } = draft
  if (typeof local !== 'string' || typeof remote !== 'string') return undefined
  const here = transport === 'udp' ? withAddress(local, remote) : local
  return { local, tuple: tupleOf(here, remote) }
}

/**
 * A UDP socket that is bound to no address in particular (`0.0.0.0:4000`) is known to the other end by the
 * address of the way between them. On one machine that is the other end's own.
 */
function withAddress(local: string, remote: string): string {
  const port = /^(?:0\.0\.0\.0|\[::\]):(\d+)$/.exec(local)?.[1]
  return port === undefined ? local : remote.replace(/\d+$/, port)
}

function hostOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':'))
}

function portOf(endpoint: string): string {
  return endpoint.slice(endpoint.lastIndexOf(':'))
}

/** What begins a conversation: an end that only listens, fails or goes away does not. */
function isTalk(kind: string): boolean {
  return kind === 'udp.datagram' || kind === 'socket.connect'
}
