import { type Piece, Pieces } from './pieces.ts'

/** What is known of a datagram at either end. */
export interface Datagram {
  bytes: number
  /** CRC-32 of its payload, where the tap noted it. */
  digest?: unknown
}

/**
 * Which datagram that was received is which that was sent. A datagram carries no number: of those that are
 * alike, in size and digest, the first sent is taken for the first received. Where one of several was lost,
 * it may have been another one than is drawn.
 *
 * On the axis they stand one behind the other, in the order sent.
 */
export class DatagramPairs {
  readonly sent = new Pieces()
  readonly received = new Pieces()
  #end = 0
  #unreceived = new Map<string, Piece[]>()
  #unsent = new Map<string, Piece[]>()
  #sentAlike = new Map<string, number>()

  /** Of several datagrams that are alike some were not received: it may be others than it seems. */
  get isUncertain(): boolean {
    return [...this.#unreceived].some(
      ([look, lost]) => lost.length > 0 && lost.length < (this.#sentAlike.get(look) ?? 0),
    )
  }

  addSent(n: number, datagram: Datagram): void {
    const look = lookOf(datagram)
    const known = take(this.#unsent, look)
    this.#sentAlike.set(look, (this.#sentAlike.get(look) ?? 0) + 1)
    const piece = known ? { ...known, n } : this.#newPiece(n, datagram.bytes)
    this.sent.add(piece)
    if (!known) wait(this.#unreceived, look, piece)
  }

  addReceived(n: number, datagram: Datagram): void {
    const look = lookOf(datagram)
    const known = take(this.#unreceived, look)
    const piece = known ? { ...known, n } : this.#newPiece(n, datagram.bytes)
    this.received.add(piece)
    if (!known) wait(this.#unsent, look, piece)
  }

  /** An empty datagram is there all the same: it gets the room of one byte. */
  #newPiece(n: number, bytes: number): Piece {
    const from = this.#end
    this.#end += Math.max(1, bytes)
    return { n, from, to: this.#end, ...(bytes === 0 && { bytes }) }
  }
}

/** More that wait for their other half are lost ones; a list without end would only slow the search. */
const mostWaiting = 1000

function wait(waiting: Map<string, Piece[]>, look: string, piece: Piece): void {
  const same = waiting.get(look)
  if (!same) waiting.set(look, [piece])
  else if (same.push(piece) > mostWaiting) same.shift()
}

function take(waiting: Map<string, Piece[]>, look: string): Piece | undefined {
  const alike = waiting.get(look)
  const first = alike?.shift()
  if (alike?.length === 0) waiting.delete(look)
  return first
}

function lookOf({ bytes, digest }: Datagram): string {
  return typeof digest === 'string' ? `${bytes} ${digest}` : String(bytes)
}
