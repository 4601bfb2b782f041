/**
 * Where one byte comes next. The answer is remembered: asking for a byte that is rare costs one search of
 * the whole piece, and not one for each frame in it.
 */
export class NextByte {
  readonly #byte: number
  /** The last answer: nowhere between where it was asked from and here. */
  #at = -1

  constructor(byte: number) {
    this.#byte = byte
  }

  /** To be called when other bytes are asked about than before. */
  forget(): void {
    this.#at = -1
  }

  /** Index of the first such byte in `bytes[from, end)`, or else `end`. */
  find(bytes: Uint8Array, from: number, end: number): number {
    if (this.#at < from) this.#at = indexOf(bytes, this.#byte, from, end)
    return this.#at
  }
}

function indexOf(bytes: Uint8Array, byte: number, from: number, end: number): number {
  if (end === bytes.length) {
    const at = bytes.indexOf(byte, from)
    return at < 0 ? end : at
  }
  // Behind `end` there may be far more than in front of it: that is not to be searched.
  if (end - from > 64) {
    const at = bytes.subarray(from, end).indexOf(byte)
    return at < 0 ? end : from + at
  }
  let at = from
  while (at < end && bytes[at] !== byte) at++
  return at
}
