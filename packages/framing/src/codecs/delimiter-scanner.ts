import { type Found, FrameScanner } from '../codec.ts'
import { settled } from './delimiter-automaton.ts'
import type { DelimiterGrammar } from './delimiter-grammar.ts'
import { NextByte } from './next-byte.ts'

/** Up to so many different bytes are looked for one by one, which is the faster way for few. */
const mostRemembered = 3

/** Finds frames that end with a delimiter, looking at each byte once. */
export class DelimiterScanner extends FrameScanner {
  readonly #grammar: DelimiterGrammar
  readonly #notable: readonly NextByte[]
  readonly #isWhole: Uint8Array
  readonly #isStripping: boolean
  /** How far the frame at hand has been looked at; one more than there is when the next byte is escaped. */
  #seenBytes = 0
  #node = 0
  /** A delimiter is certain, whatever follows. */
  #isSettled = false
  #hasEscapes = false
  /** The bytes, and the place in them, at which `#notable` may go on from what it remembers. */
  #knownBytes: Uint8Array | undefined
  #knownAt = -1
  /** The payload without its escape bytes. */
  #scratch = new Uint8Array()

  constructor(grammar: DelimiterGrammar) {
    super()
    this.#grammar = grammar
    this.#isWhole = grammar.automaton.isWhole
    this.#isStripping = grammar.isStripping
    this.#notable = grammar.notable.map((byte) => new NextByte(byte))
  }

  override scan(bytes: Uint8Array, start: number, end: number, maxFrameBytes: number): Found {
    if (bytes !== this.#knownBytes || start !== this.#knownAt) this.#forget(bytes)
    if (this.#seenBytes === 0) {
      const at = this.#leap(bytes, start, end)
      const isWhole = at < end && this.#isWhole[bytes[at] as number] === 1
      if (isWhole && at - start <= maxFrameBytes) return this.#foundWhole(bytes, start, at)
    }
    const at = this.#run(bytes, start + this.#seenBytes, end, start + maxFrameBytes)
    if (this.#isSettled) return this.#found(bytes, start, at, maxFrameBytes)
    this.#seenBytes = at - start
    this.#knownAt = -1
    const contentBytes =
      this.#seenBytes - (this.#grammar.automaton.depthBytes[this.#node] as number)
    return contentBytes > maxFrameBytes ? this.#refuse(contentBytes, maxFrameBytes) : 'need-more'
  }

  /** The commonest frame by far: no escape, and a delimiter of one byte. */
  #foundWhole(bytes: Uint8Array, start: number, contentEnd: number): Found {
    this.frameEnd = this.#knownAt = contentEnd + 1
    this.payload = bytes
    this.payloadStart = start
    this.payloadEnd = this.#isStripping ? contentEnd : this.frameEnd
    return 'frame'
  }

  override scanLast(bytes: Uint8Array, start: number, end: number, maxFrameBytes: number): Found {
    if (this.#grammar.automaton.matchBytes[this.#node] !== 0) {
      return this.#found(bytes, start, end, maxFrameBytes)
    }
    // What might have become a delimiter was content.
    const contentBytes = end - start
    return contentBytes > maxFrameBytes ? this.#refuse(contentBytes, maxFrameBytes) : 'need-more'
  }

  override seek(bytes: Uint8Array, start: number, end: number): boolean {
    this.#forget(bytes)
    const at = this.#run(bytes, start + this.#seenBytes, end, Number.POSITIVE_INFINITY)
    if (this.#isSettled) return this.#sought(at)
    this.frameEnd = Math.min(end, at - (this.#grammar.automaton.depthBytes[this.#node] as number))
    this.#seenBytes = at - this.frameEnd
    return false
  }

  override seekLast(bytes: Uint8Array, start: number, end: number): boolean {
    const isFound = this.#grammar.automaton.matchBytes[this.#node] !== 0
    return isFound ? this.#sought(end) : super.seekLast(bytes, start, end)
  }

  override get heldBytes(): number {
    return this.#scratch.length
  }

  override missing(): string {
    return 'its delimiter'
  }

  /** Reads on until a delimiter is certain, none can begin up to `limit` any more, or all is read. Answers where. */
  #run(bytes: Uint8Array, from: number, end: number, limit: number): number {
    const { escapeByte, automaton } = this.#grammar
    const { next, classOf, classes, depthBytes, isFinal } = automaton
    let node = this.#node
    let at = from
    this.#isSettled = false
    for (;;) {
      if (node === 0) at = this.#leap(bytes, at, end)
      if (at >= end || at - (depthBytes[node] as number) > limit) break
      const value = bytes[at] as number
      const target = next[node * classes + (classOf[value] as number)] as number
      this.#isSettled = target === settled
      if (this.#isSettled) break
      node = target
      at++
      if (value === escapeByte) {
        at++
        this.#hasEscapes = true
      } else if (isFinal[node] === 1) {
        this.#isSettled = true
        break
      }
    }
    this.#node = node
    return at
  }

  /** Passes over bytes that neither begin a delimiter nor escape anything. */
  #leap(bytes: Uint8Array, from: number, end: number): number {
    if (from >= end) return from
    const notable = this.#notable
    if (notable.length <= mostRemembered) {
      let first = end
      for (let i = 0; i < notable.length; i++) {
        first = Math.min(first, (notable[i] as NextByte).find(bytes, from, end))
      }
      return first
    }
    const isNotable = this.#grammar.isNotable
    let at = from
    while (at < end && isNotable[bytes[at] as number] === 0) at++
    return at
  }

  #forget(bytes: Uint8Array): void {
    this.#knownBytes = bytes
    for (const notable of this.#notable) notable.forget()
  }

  #found(bytes: Uint8Array, start: number, at: number, maxFrameBytes: number): Found {
    const { automaton, isStripping } = this.#grammar
    const contentEnd = at - (automaton.matchBack[this.#node] as number)
    if (contentEnd - start > maxFrameBytes) return this.#refuse(contentEnd - start, maxFrameBytes)
    this.frameEnd = contentEnd + (automaton.matchBytes[this.#node] as number)
    this.payload = bytes
    this.payloadStart = start
    this.payloadEnd = isStripping ? contentEnd : this.frameEnd
    if (this.#hasEscapes) this.#unescape()
    this.#begin()
    return 'frame'
  }

  #sought(at: number): boolean {
    const { matchBack, matchBytes } = this.#grammar.automaton
    this.frameEnd = at - (matchBack[this.#node] as number) + (matchBytes[this.#node] as number)
    this.#begin()
    return true
  }

  #refuse(contentBytes: number, maxFrameBytes: number): Found {
    const message = `expected a delimiter behind ${maxFrameBytes} bytes at most, and there is none`
    this.fault = { code: 'frame-too-long', message, skipBytes: contentBytes, next: 'seek' }
    this.#begin()
    return 'broken'
  }

  /** The next frame begins at `frameEnd`. */
  #begin(): void {
    this.#seenBytes = 0
    this.#node = 0
    this.#hasEscapes = false
    this.#knownAt = this.frameEnd
  }

  #unescape(): void {
    const { payload, payloadStart, payloadEnd } = this
    const { escapeByte } = this.#grammar
    if (this.#scratch.length < payloadEnd - payloadStart) {
      this.#scratch = new Uint8Array(payloadEnd - payloadStart)
    }
    let count = 0
    for (let at = payloadStart; at < payloadEnd; at++) {
      if (payload[at] === escapeByte) at++
      this.#scratch[count++] = payload[at] as number
    }
    this.payload = this.#scratch
    this.payloadStart = 0
    this.payloadEnd = count
  }
}
