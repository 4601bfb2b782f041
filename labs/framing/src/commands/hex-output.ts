import type { Writable } from 'node:stream'

/** So much is gathered before it is written. */
const fullBytes = 64 * 1024
/** Room beyond that for what is added without a look at it: a line of text. */
const spareBytes = 1024

/** The character of each hex digit. */
const charOf = new TextEncoder().encode('0123456789abcdef')

/**
 * Text that is gathered and written together, and no faster than it is read at the other end. It is gathered
 * as bytes, because a string for each of a million short frames would cost more than all the rest, and
 * the hex of a long one may be more than a string can hold.
 */
export class HexOutput {
  readonly #stream: Writable
  readonly #gathered = new Uint8Array(fullBytes + spareBytes)
  #count = 0
  #failure: Error | undefined

  constructor(stream: Writable) {
    this.#stream = stream
    // What goes wrong is told to the write's own callback.
    stream.on('error', () => {})
  }

  /** True when `flush` must be awaited before more is added. */
  get isFull(): boolean {
    return this.#count >= fullBytes
  }

  /** Adds a short text in ASCII. */
  addText(text: string): void {
    for (let i = 0; i < text.length; i++) this.#gathered[this.#count++] = text.charCodeAt(i)
  }

  /**
   * Adds `bytes[start, end)` in hex. Where that takes more than one write it answers a promise, and the
   * bytes must stay as they are until it is kept.
   */
  addHex(bytes: Uint8Array, start: number, end: number): Promise<void> | undefined {
    if (2 * (end - start) > fullBytes - this.#count) return this.#addPieces(bytes, start, end)
    this.#put(bytes, start, end)
    return undefined
  }

  async #addPieces(bytes: Uint8Array, start: number, end: number): Promise<void> {
    for (let at = start; at < end; ) {
      await this.flush()
      const to = Math.min(at + fullBytes / 2, end)
      this.#put(bytes, at, to)
      at = to
    }
  }

  #put(bytes: Uint8Array, start: number, end: number): void {
    const gathered = this.#gathered
    let count = this.#count
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number
      gathered[count++] = charOf[byte >> 4] as number
      gathered[count++] = charOf[byte & 15] as number
    }
    this.#count = count
  }

  /** Writes what was gathered, and waits until it is on its way. Rejects when nobody reads any more. */
  async flush(): Promise<void> {
    const text = this.#gathered.subarray(0, this.#count)
    this.#count = 0
    if (text.length > 0 && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#stream.write(text, (error) => {
          this.#failure = error ?? undefined
          resolve()
        })
      })
    }
    if (this.#failure) throw this.#failure
  }
}
