import type { TraceRecord } from '@socket-labs/trace'
import { otherSide, type Side, sides } from '../ladder-event.ts'
import { bytesOf, countOf, textOf } from '../record-fields.ts'
import { DatagramPairs } from './datagram-pairs.ts'
import { Pieces } from './pieces.ts'

/** One direction of one connection: who meant, wrote, read and found which bytes. */
export interface Direction {
  conn: string
  from: Side
  /** Messages that the sender spoke of. */
  sent: Pieces
  writes: Pieces
  reads: Pieces
  /** What the reader found, by codec. */
  frames: Map<string, Pieces>
  datagrams: DatagramPairs | undefined
  /** The codec that the sender named, with its form; '' where none. */
  codec: string
  /** Records are missing: writes and reads behind them cannot be counted. */
  isCut: boolean
}

/** One connection, both ways. */
export interface ByteStream {
  conn: string
  isSeen: Record<Side, boolean>
  directions: Record<Side, Direction>
}

/** A decoder's row is worth its room only so often. */
const mostCodecs = 4

/**
 * The bytes of a run by connection and direction, built by adding its records one after the other; each
 * costs the same, however many there are. Whatever a record says, adding it does no harm.
 */
export class ByteStreams {
  readonly #byConn = new Map<string, ByteStream>()
  isOver = false

  get all(): ByteStream[] {
    return [...this.#byConn.values()]
  }

  /** Records of one end must come in the order in which they happened there. */
  add(record: TraceRecord): void {
    const { kind, at } = record
    if (kind === 'run.ended') this.isOver = true
    if (kind === 'gap') this.#cut()
    if (typeof record.conn !== 'string' || typeof kind !== 'string') return
    const side = sides.find((one) => one === at)
    if (!side) return
    const stream = this.#streamOf(record.conn)
    stream.isSeen[side] = true
    const add = adders.get(kind)
    if (add) add(record, stream.directions[side], stream.directions[otherSide(side)])
  }

  #streamOf(conn: string): ByteStream {
    const known = this.#byConn.get(conn)
    if (known) return known
    const stream: ByteStream = {
      conn,
      isSeen: { client: false, server: false },
      directions: { client: newDirection(conn, 'client'), server: newDirection(conn, 'server') },
    }
    this.#byConn.set(conn, stream)
    return stream
  }

  #cut(): void {
    for (const { directions } of this.#byConn.values()) {
      for (const side of sides) directions[side].isCut = true
    }
  }
}

function newDirection(conn: string, from: Side): Direction {
  return {
    conn,
    from,
    sent: new Pieces(),
    writes: new Pieces(),
    reads: new Pieces(),
    frames: new Map(),
    datagrams: undefined,
    codec: '',
    isCut: false,
  }
}

/** All rows that a direction may have. */
export function piecesOf({ sent, writes, reads, frames, datagrams }: Direction): Pieces[] {
  const paired = datagrams ? [datagrams.sent, datagrams.received] : []
  return [sent, writes, reads, ...frames.values(), ...paired]
}

/** `out` is the direction that the record's own end sends in, `into` the one that it reads. */
type Add = (record: TraceRecord, out: Direction, into: Direction) => void

const adders = new Map<string, Add>([
  ['socket.write', (record, out) => addNext(record, out, out.writes)],
  ['socket.data', (record, _, into) => addNext(record, into, into.reads)],
  ['frame.sent', addSent],
  ['frame.decoded', (record, _, into) => framesOf(record, into)?.add(rangeOf(record))],
  ['frame.broken', (record, _, into) => framesOf(record, into)?.add(faultOf(record))],
  ['udp.datagram', addDatagram],
])

/** A stream has no edges: a write or a read begins where the last one ended. */
function addNext(record: TraceRecord, direction: Direction, pieces: Pieces): void {
  const bytes = bytesOf(record) ?? 0
  if (bytes === 0 || direction.isCut) return
  pieces.add({ n: record.n, from: pieces.end, to: pieces.end + Math.floor(bytes) })
}

function addSent(record: TraceRecord, out: Direction): void {
  out.sent.add(rangeOf(record))
  if (out.codec === '') out.codec = codecOf(record)
}

function codecOf(record: TraceRecord): string {
  const codec = textOf(record, 'codec')
  const layout = textOf(record, 'layout')
  return layout === '' || layout === codec ? codec : `${codec}: ${layout}`
}

function rangeOf({ n, fromByte, toByte }: TraceRecord) {
  return { n, from: numberOf(fromByte), to: numberOf(toByte) }
}

function faultOf(record: TraceRecord) {
  const from = numberOf(record.atByte)
  const to = from + (countOf(record, 'skippedBytes') ?? 0)
  return { n: record.n, from, to, fault: textOf(record, 'code') || 'broken' }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}

function framesOf(record: TraceRecord, into: Direction): Pieces | undefined {
  const codec = textOf(record, 'codec')
  const known = into.frames.get(codec)
  if (known || into.frames.size >= mostCodecs) return known
  const pieces = new Pieces()
  into.frames.set(codec, pieces)
  return pieces
}

function addDatagram(record: TraceRecord, out: Direction, into: Direction): void {
  const datagram = { bytes: bytesOf(record) ?? 0, digest: record.digest }
  const isSent = record.direction === 'sent'
  if (!isSent && record.direction !== 'received') return
  const direction = isSent ? out : into
  direction.datagrams ??= new DatagramPairs()
  if (isSent) direction.datagrams.addSent(record.n, datagram)
  else direction.datagrams.addReceived(record.n, datagram)
}
