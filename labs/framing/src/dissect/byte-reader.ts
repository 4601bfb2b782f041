import { shownText } from './shown-text.ts'

/** Bytes [from, to) of a frame and what they mean. */
export interface Field {
  from: number
  to: number
  name: string
  value: string
}

/** A whole frame. Its fields cover each of its bytes exactly once, in order. */
export interface DissectedFrame {
  kind: 'frame'
  /** What the protocol calls it: `PUBLISH`, `bulk string`, `chunk`. */
  name: string
  /** The whole frame as it travelled; a copy, which may be kept. */
  bytes: Uint8Array
  fields: Field[]
  /** Where it stands in the stream: offset of its first byte, and of the one behind its last. */
  fromByte: number
  toByte: number
}

/** The frame at hand is not whole yet: what is known of it so far. */
export interface FrameNeedsMore {
  kind: 'need-more'
  pendingBytes: number
  fields: Field[]
}

/** The bytes are not what the protocol says. Nothing can be said of what follows. */
export interface BrokenFrame {
  kind: 'broken'
  /** What was expected and what came. */
  message: string
  /** Offset in the stream of the field that is wrong. */
  atByte: number
}

export type Dissected = DissectedFrame | FrameNeedsMore | BrokenFrame

/** A part of a dissector: it pauses where bytes are missing, and goes on when they have come. */
export type Reading<Result = void> = Generator<Dissected, Result>

const cr = 0x0d
const lf = 0x0a

/** The bytes of one stream, read field by field. A dissector is written on it as its RFC describes the frame. */
export class ByteReader {
  readonly maxFrameBytes: number
  /** `#held[#start, #at)` is read, `#held[#at, #end)` is not; `#start` is where the frame begins. */
  #held = new Uint8Array(256)
  #start = 0
  #at = 0
  #end = 0
  #fromByte = 0
  #fields: Field[] = []
  #lastByte = Number.POSITIVE_INFINITY

  constructor(maxFrameBytes: number) {
    this.maxFrameBytes = maxFrameBytes
  }

  /** Adds what came. The memory grows with the bytes that are there, never with a length that was claimed. */
  feed(bytes: Uint8Array): void {
    const pendingBytes = this.#end - this.#start
    if (this.#end + bytes.length > this.#held.length) {
      const larger = new Uint8Array(2 * (pendingBytes + bytes.length))
      larger.set(this.#held.subarray(this.#start, this.#end))
      this.#held = larger
      this.#at -= this.#start
      this.#end = pendingBytes
      this.#start = 0
    }
    this.#held.set(bytes, this.#end)
    this.#end += bytes.length
  }

  /** How many bytes of the frame have been read. */
  get readBytes(): number {
    return this.#at - this.#start
  }

  /** How many bytes are left of what {@link endAfter} said. */
  get leftBytes(): number {
    return this.#lastByte - this.readBytes
  }

  /** The frame ends `count` bytes from here: no field may reach past that. */
  *endAfter(count: number): Reading {
    yield* this.#checkRoom(count)
    this.#lastByte = this.readBytes + count
  }

  /** Reads a field of `count` bytes. */
  *take(
    count: number,
    name: string,
    show: (bytes: Uint8Array) => string = shownText,
  ): Reading<Uint8Array> {
    if (count > this.leftBytes) {
      yield* this.broken(`${name}: expected ${count} bytes, and ${this.leftBytes} are left`)
    }
    yield* this.#checkRoom(count)
    while (this.#end - this.#at < count) yield this.#needMore()
    const bytes = this.#held.slice(this.#at, this.#at + count)
    const from = this.readBytes
    this.#at += count
    if (count > 0) this.#fields.push({ from, to: from + count, name, value: show(bytes) })
    return bytes
  }

  /** The byte `ahead` of the next one, which is not read yet. */
  *peek(ahead = 0): Reading<number> {
    yield* this.#checkRoom(ahead + 1)
    while (this.#end - this.#at <= ahead) yield this.#needMore()
    return this.#held[this.#at + ahead] as number
  }

  /** The text up to CR LF, one character a byte, which is not read yet. A CR or an LF alone breaks it. */
  *peekLine(): Reading<string> {
    let line = ''
    for (;;) {
      const byte = yield* this.peek(line.length)
      if (byte === cr) break
      if (byte === lf)
        yield* this.broken('expected CR LF at the end of the line, and LF came alone')
      line += String.fromCharCode(byte)
    }
    const next = yield* this.peek(line.length + 1)
    if (next !== lf) yield* this.broken('expected LF behind CR, and something else came')
    return line
  }

  *crlf(): Reading {
    const first = yield* this.peek()
    const second = first === cr ? yield* this.peek(1) : undefined
    if (second !== lf) yield* this.broken('expected CR LF here, and something else came')
    yield* this.take(2, 'CRLF')
  }

  /** Ends the frame with what was read; the next field begins another. */
  frame(name: string): DissectedFrame {
    const bytes = this.#held.slice(this.#start, this.#at)
    const fromByte = this.#fromByte
    this.#fromByte += bytes.length
    const fields = this.#fields
    this.#fields = []
    this.#start = this.#at
    this.#lastByte = Number.POSITIVE_INFINITY
    return { kind: 'frame', name, bytes, fields, fromByte, toByte: this.#fromByte }
  }

  /** Says what is wrong; whoever reads stops there and is not asked again. */
  *broken(message: string): Reading<never> {
    yield { kind: 'broken', message, atByte: this.#fromByte + this.readBytes }
    throw new Error('nothing is read behind what is broken')
  }

  *#checkRoom(count: number): Reading {
    const frameBytes = this.readBytes + count
    if (frameBytes <= this.maxFrameBytes) return
    yield* this.broken(
      `expected a frame of at most ${this.maxFrameBytes} bytes, and this one has ${frameBytes} or more`,
    )
  }

  #needMore(): FrameNeedsMore {
    return {
      kind: 'need-more',
      pendingBytes: this.#end - this.#start,
      fields: [...this.#fields],
    }
  }
}
