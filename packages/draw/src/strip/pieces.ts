/** Bytes `from` to `to` (not included) of one direction, and the record that says so. */
export interface Piece {
  n: number
  from: number
  to: number
  /** How many bytes it really has, where its place on the axis says something else: an empty datagram. */
  bytes?: number
  /** Where no frame was found: why, in one word. */
  fault?: string
}

/** More than anybody looks through; of a longer stream the oldest are forgotten. */
const mostHeld = 500_000

/** Pieces of one row in the order of their bytes. None overlaps another: what would is refused and counted. */
export class Pieces {
  readonly held: Piece[] = []
  /** How many of the oldest are not held any more. */
  forgotten = 0
  refused = 0

  get count(): number {
    return this.forgotten + this.held.length
  }

  /** Offset behind the last byte; 0 where there is none. */
  get end(): number {
    return this.held.at(-1)?.to ?? 0
  }

  /** Offset of the first byte that is still held. */
  get start(): number {
    return this.held[0]?.from ?? 0
  }

  add(piece: Piece): void {
    const { from, to } = piece
    const isRange = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0
    if (!isRange || to < from || (to === from && piece.fault === undefined)) {
      this.refused++
      return
    }
    const last = this.held.at(-1)
    if (!last || from >= last.to) this.held.push(piece)
    else this.#insert(piece)
    if (this.held.length > mostHeld) {
      this.forgotten += this.held.splice(0, mostHeld / 4).length
    }
  }

  /** Index of the first piece that ends behind `byte`. */
  firstAfter(byte: number): number {
    return this.#search(({ to }) => to > byte)
  }

  /** The pieces that touch the bytes `from` to `to`, with the index of the first. */
  within(from: number, to: number): { first: number; pieces: Piece[] } {
    const first = this.#search((piece) => piece.to > from || (piece.to === from && isMark(piece)))
    const end = this.#search((piece) => piece.from > to || (piece.from === to && !isMark(piece)))
    return { first, pieces: this.held.slice(first, Math.max(first, end)) }
  }

  /** The piece that record `n` speaks of, else the last one before it. */
  atOrBefore(n: number): Piece | undefined {
    const after = this.#search((piece) => piece.n > n)
    return this.held[after - 1]
  }

  /** A datagram that overtook another, or a record that came late. */
  #insert(piece: Piece): void {
    const at = this.firstAfter(piece.from)
    const next = this.held[at]
    if (next && next.from < piece.to) this.refused++
    else this.held.splice(at, 0, piece)
  }

  #search(isBehind: (piece: Piece) => boolean): number {
    let low = 0
    let high = this.held.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBehind(this.held[middle] as Piece)) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** It has a place and no bytes: a decoder gave up there. */
function isMark({ from, to }: Piece): boolean {
  return from === to
}

export function bytesIn({ from, to, bytes }: Piece): number {
  return bytes ?? to - from
}
