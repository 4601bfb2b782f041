/**
 * A message too long for one datagram, cut on purpose and numbered:
 *
 *     | number, 2 bytes | count, 2 bytes | a piece of the message |
 *
 * Each datagram says which piece it is and how many there are, so they may come in any order, twice, or
 * not at all, and the receiver knows what is missing.
 */
export function numberedDatagrams(message: Uint8Array, pieceBytes: number): Buffer[] {
  const count = Math.ceil(message.length / pieceBytes)
  return Array.from({ length: count }, (_, number) => {
    const header = Buffer.alloc(headerBytes)
    header.writeUInt16BE(number, 0)
    header.writeUInt16BE(count, 2)
    return Buffer.concat([header, message.subarray(number * pieceBytes, (number + 1) * pieceBytes)])
  })
}

const headerBytes = 4

/** The receiver's side: it keeps the pieces until all are there. */
export class Reassembly {
  readonly #pieces = new Map<number, Uint8Array>()
  #count: number | undefined

  /**
   * Takes a datagram. One that came before is passed over, and so is one that is shorter than the header
   * or disagrees with the others about how many there are.
   */
  add(datagram: Buffer): void {
    if (datagram.length < headerBytes) return
    const number = datagram.readUInt16BE(0)
    const count = datagram.readUInt16BE(2)
    this.#count ??= count
    if (count === this.#count && number < count && !this.#pieces.has(number))
      this.#pieces.set(number, datagram.subarray(headerBytes))
  }

  /** Numbers of the pieces that are not here. Nothing is known before the first has come. */
  missing(): number[] {
    const numbers = Array.from({ length: this.#count ?? 0 }, (_, number) => number)
    return numbers.filter((number) => !this.#pieces.has(number))
  }

  /** The message, once it is whole. */
  message(): Buffer | undefined {
    if (this.#count === undefined || this.missing().length > 0) return undefined
    const pieces = [...this.#pieces].sort(([a], [b]) => a - b)
    return Buffer.concat(pieces.map(([, piece]) => piece))
  }
}
