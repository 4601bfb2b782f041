import { UsageError } from '@socket-labs/lab/command'

const lineFeed = 0x0a
const carriageReturn = 0x0d
const isSpace = (code: number) => code === 0x20 || code === 0x09

/** The value of each character that is a hex digit, 255 for the others. */
const digitOf = new Uint8Array(256).fill(255)
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16)
  digitOf[digit.charCodeAt(0)] = digitOf[digit.toUpperCase().charCodeAt(0)] = value
}

/**
 * The bytes of each line of hex, in groups: those lines that came with one piece of the input. A line of
 * bytes is valid until the next is asked for. A line that is no hex throws an {@link UsageError} that says
 * where, when the lines before it have been handed over.
 */
export async function* hexLines(
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<Iterable<Uint8Array>> {
  const reader = new HexLineReader()
  for await (const piece of input) yield reader.lines(piece)
  yield reader.lastLine()
}

/**
 * Turns text into the bytes of its lines, however the text was cut. Between bytes there may be spaces; an
 * empty line is no bytes; lines end in LF or CRLF. Each character is looked at once.
 */
export class HexLineReader {
  /** The line at hand, counted from 1. */
  #line = 1
  #bytes = new Uint8Array(1024)
  #count = 0
  /** First digit of a byte whose second is still to come, or -1. */
  #half = -1
  #isAfterReturn = false
  /** How many characters of the line at hand came in earlier pieces. */
  #earlierChars = 0;

  *lines(text: Uint8Array): Generator<Uint8Array> {
    for (let from = 0; from < text.length; ) {
      const end = this.#read(text, from)
      if (end === -1) return
      yield this.#endLine(end - from)
      from = end + 1
    }
  }

  /** A last line without LF. */
  *lastLine(): Generator<Uint8Array> {
    if (this.#earlierChars > 0) yield this.#endLine(0)
  }

  /** Reads on from the character at `from`: where the line ends, or -1. */
  #read(text: Uint8Array, from: number): number {
    for (let at = from; at < text.length; at++) {
      const code = text[at] as number
      const digit = digitOf[code] as number
      if (digit < 16 && !this.#isAfterReturn) this.#take(digit)
      else if (code === lineFeed) return at
      else if (isSpace(code) && !this.#isAfterReturn) this.#endByte(at - from)
      else if (code === carriageReturn && !this.#isAfterReturn) this.#isAfterReturn = true
      else this.#refuse(at - from, code)
    }
    this.#earlierChars += text.length - from
    return -1
  }

  #take(digit: number): void {
    if (this.#half === -1) {
      this.#half = digit
      return
    }
    if (this.#count === this.#bytes.length) {
      const longer = new Uint8Array(2 * this.#count)
      longer.set(this.#bytes)
      this.#bytes = longer
    }
    this.#bytes[this.#count++] = this.#half * 16 + digit
    this.#half = -1
  }

  #endByte(chars: number): void {
    if (this.#half !== -1) throw this.#wrong(chars - 1, 'a byte is two hex digits, and this is one')
  }

  #endLine(chars: number): Uint8Array {
    this.#endByte(this.#isAfterReturn ? chars - 1 : chars)
    const bytes = this.#bytes.subarray(0, this.#count)
    this.#line++
    this.#count = 0
    this.#earlierChars = 0
    this.#isAfterReturn = false
    return bytes
  }

  #refuse(chars: number, code: number): never {
    if (this.#isAfterReturn)
      throw this.#wrong(chars - 1, 'a carriage return ends no line by itself')
    const isPrintable = code > 0x20 && code < 0x7f
    const found = isPrintable ? `"${String.fromCharCode(code)}"` : `the byte 0x${hexByte(code)}`
    throw this.#wrong(chars, `expected hex digits, got ${found}`)
  }

  /** `chars` of the line at hand, in this piece, stand in front of what is wrong. */
  #wrong(chars: number, why: string): UsageError {
    return new UsageError(`line ${this.#line}, column ${this.#earlierChars + chars + 1}: ${why}`)
  }
}

function hexByte(code: number): string {
  return code.toString(16).padStart(2, '0')
}
