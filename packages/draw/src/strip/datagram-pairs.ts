import { type Piece, Pieces } from './pieces.ts'

/**
 * Which datagram that was received is which that was sent. A datagram carries no number: of those of the
 * same size the first sent is taken for the first received. Where one of several equal ones was lost,
 * it may have been another one than is drawn.
 *
 * On the axis they stand one behind the other, in the order sent.
 */
export class DatagramPairs {
  readonly sent = new Pieces()
  readonly received = new Pieces()
  #end = 0
  #unreceived = new Map<number, Piece[]>()
  #unsent = new Map<number, Piece[]>()
  #sentOfSize = new Map<number, number>()

  /** Of several datagrams of one size some were not received: it may be others than it seems. */
  get isUncertain(): boolean {
    return [...this.#unreceived].some(
      ([bytes, lost]) => lost.length > 0 && lost.length < (this.#sentOfSize.get(bytes) ?? 0),
    )
  }

  addSent(n: number, bytes: number): void {
    const known = this.#unsent.get(bytes)?.shift()
    this.#sentOfSize.set(bytes, (this.#sentOfSize.get(bytes) ?? 0) + 1)
    const piece = known ? { ...known, n } : this.#newPiece(n, bytes)
    this.sent.add(piece)
    if (!known) wait(this.#unreceived, bytes, piece)
  }

  addReceived(n: number, bytes: number): void {
    const known = this.#unreceived.get(bytes)?.shift()
    const piece = known ? { ...known, n } : this.#newPiece(n, bytes)
    this.received.add(piece)
    if (!known) wait(this.#unsent, bytes, piece)
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

function wait(waiting: Map<number, Piece[]>, bytes: number, piece: Piece): void {
  const same = waiting.get(bytes)
  if (!same) waiting.set(bytes, [piece])
  else if (same.push(piece) > mostWaiting) same.shift()
}
