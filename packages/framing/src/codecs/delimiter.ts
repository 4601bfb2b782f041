import { type Codec, type Found, FrameScanner } from '../codec.ts'
import { EncodeError, OptionError } from '../fault.ts'
import { copyOf } from '../input-window.ts'
import { checkedBoolean, checkedByte } from '../options.ts'
import { DelimiterAutomaton, settled } from './delimiter-automaton.ts'
import { NextByte } from './next-byte.ts'
import { refuseTooLong } from './refuse-too-long.ts'

export interface DelimiterOptions {
  /** What ends a frame: one or several, of one byte or more each, of 4096 bytes together at most. */
  delimiters: readonly Uint8Array[]
  /** Whether the delimiter is taken off the payload; true unless told. */
  strip?: boolean
  /** The byte behind this one belongs to the payload, whatever it is. It must be in no delimiter itself. */
  escape?: number | undefined
}

/**
 * Frames that end with a delimiter. `maxFrameBytes` counts the content without its delimiter, and with its
 * escape bytes.
 *
 * ```
 *   | content | delimiter | content | delimiter |
 * ```
 *
 * Of delimiters that overlap the one with the earliest start ends the frame, and of those the longest. So
 * with `a` and `ab` a frame that ends with `a` is handed over when the byte behind it has come, or the end
 * of the stream.
 *
 * A frame is too long as soon as no delimiter can begin in time any more. Skipping it takes its delimiter too.
 * The encoder ends frames with the first delimiter, or the first that no other one begins with. Without an
 * `escape` it refuses a payload that would be cut differently.
 */
export function delimiterCodec(options: DelimiterOptions): Codec {
  const grammar = grammarOf(options)
  return {
    name: 'delimiter',
    encode: (payload, maxFrameBytes) => encode(grammar, payload, maxFrameBytes),
    scanner: () => new DelimiterScanner(grammar),
  }
}

interface Grammar {
  delimiters: readonly Uint8Array[]
  automaton: DelimiterAutomaton
  /** First bytes of the delimiters, and the escape: all other bytes can be passed over. */
  notable: readonly number[]
  /** The delimiter that is written. */
  written: Uint8Array
  isStripping: boolean
  /** -1: none. */
  escapeByte: number
}

const mostBytes = 4096

/** Up to so many different bytes are looked for one by one, which is the faster way for few. */
const mostRemembered = 3

function grammarOf(options: DelimiterOptions): Grammar {
  const delimiters = checkedDelimiters(options.delimiters)
  const isStripping = checkedBoolean('strip', options.strip ?? true)
  const escapeByte = options.escape === undefined ? -1 : checkedByte('escape', options.escape)
  if (delimiters.some((delimiter) => delimiter.includes(escapeByte))) {
    throw new OptionError('escape', 'expected a byte that is in no delimiter')
  }
  const firsts = delimiters.map((delimiter) => delimiter[0] as number)
  const notable = [...new Set(escapeByte < 0 ? firsts : [...firsts, escapeByte])]
  const written = delimiters.find((one) => !delimiters.some((other) => isLonger(other, one)))
  return {
    delimiters,
    automaton: new DelimiterAutomaton(delimiters),
    notable,
    written: written as Uint8Array,
    isStripping,
    escapeByte,
  }
}

function checkedDelimiters(delimiters: readonly Uint8Array[]): readonly Uint8Array[] {
  const isWell =
    Array.isArray(delimiters) &&
    delimiters.length > 0 &&
    delimiters.every((delimiter) => delimiter instanceof Uint8Array && delimiter.length > 0)
  if (!isWell) {
    throw new OptionError('delimiters', 'expected one or more, of one byte or more each')
  }
  const bytes = delimiters.reduce((sum, delimiter) => sum + delimiter.length, 0)
  if (bytes > mostBytes) {
    throw new OptionError(
      'delimiters',
      `expected at most ${mostBytes} bytes together, got ${bytes}`,
    )
  }
  return delimiters.map((delimiter) => copyOf(delimiter))
}

function isLonger(other: Uint8Array, one: Uint8Array): boolean {
  return other.length > one.length && one.every((value, i) => other[i] === value)
}

class DelimiterScanner extends FrameScanner {
  readonly #grammar: Grammar
  readonly #notable: readonly NextByte[]
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

  constructor(grammar: Grammar) {
    super()
    this.#grammar = grammar
    this.#notable = grammar.notable.map((byte) => new NextByte(byte))
  }

  override scan(bytes: Uint8Array, start: number, end: number, maxFrameBytes: number): Found {
    if (bytes !== this.#knownBytes || start !== this.#knownAt) this.#forget(bytes)
    const at = this.#run(bytes, start + this.#seenBytes, end, start + maxFrameBytes)
    if (this.#isSettled) return this.#found(bytes, start, at, maxFrameBytes)
    this.#seenBytes = at - start
    this.#knownAt = -1
    const contentBytes =
      this.#seenBytes - (this.#grammar.automaton.depthBytes[this.#node] as number)
    return contentBytes > maxFrameBytes ? this.#refuse(contentBytes, maxFrameBytes) : 'need-more'
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
    const { escapeByte, automaton } = this.#grammar
    const { next, classOf } = automaton
    let at = from
    while (
      at < end &&
      next[classOf[bytes[at] as number] as number] === 0 &&
      bytes[at] !== escapeByte
    ) {
      at++
    }
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

function encode(grammar: Grammar, payload: Uint8Array, maxFrameBytes?: number): Uint8Array {
  const { isStripping, escapeByte, written } = grammar
  const delimiter = isStripping ? undefined : endOf(grammar, payload)
  const content = delimiter ? payload.subarray(0, payload.length - delimiter.length) : payload
  const travelling = escapeByte < 0 ? content : escaped(grammar, content)
  refuseTooLong('content', travelling.length, maxFrameBytes)
  const frame = joined(travelling, delimiter ?? written)
  const scanner = new DelimiterScanner({ ...grammar, isStripping: true })
  // Only this is certain to find what a decoder would, and that it needs nothing behind the frame for it.
  const found = scanner.scan(frame, 0, frame.length, Number.POSITIVE_INFINITY)
  const isAlone = found === 'frame' && scanner.frameEnd === frame.length
  if (isAlone && scanner.payloadEnd - scanner.payloadStart === content.length) return frame
  const message =
    'expected a payload in which no delimiter begins, not even one that its end completes'
  throw new EncodeError('ERR_FRAME_DELIMITER', message)
}

/** The delimiter that a payload brings with it, when decoders leave it there. */
function endOf({ delimiters }: Grammar, payload: Uint8Array): Uint8Array | undefined {
  const ends = delimiters.filter((one) =>
    one.every((value, i) => payload[payload.length - one.length + i] === value),
  )
  return ends.sort((a, b) => b.length - a.length)[0]
}

function escaped({ escapeByte, notable }: Grammar, content: Uint8Array): Uint8Array {
  const longer = new Uint8Array(2 * content.length)
  let count = 0
  for (const value of content) {
    if (notable.includes(value)) longer[count++] = escapeByte
    longer[count++] = value
  }
  return longer.subarray(0, count)
}

function joined(content: Uint8Array, delimiter: Uint8Array): Uint8Array {
  const frame = new Uint8Array(content.length + delimiter.length)
  frame.set(content)
  frame.set(delimiter, content.length)
  return frame
}
