/** Lines that end with LF or CRLF: a right decoder, and the habits of wrong ones. */
import type { Plain } from '@socket-labs/grade'
import { bytesOf, type Decoder, Refusal } from './framing.ts'
import { count } from './framing-answer.ts'

const lf = 0x0a
const cr = 0x0d

/** A line as it stands in a stream. */
export interface Line {
  /** Without its ending. */
  content: Uint8Array
  /** Nothing where none has come yet. */
  ending: '\n' | '\r\n' | ''
}

/** All lines that have begun; where a CR comes last, it is content until an LF follows. */
export function linesIn(stream: Uint8Array): Line[] {
  const lines: Line[] = []
  for (let at = 0; at < stream.length; ) {
    const line = firstLine(stream.subarray(at))
    lines.push(line)
    at += line.content.length + line.ending.length
  }
  return lines
}

function firstLine(stream: Uint8Array): Line {
  const found = stream.indexOf(lf)
  if (found < 0) return { content: stream.slice(), ending: '' }
  const hasCr = found > 0 && stream[found - 1] === cr
  return { content: stream.slice(0, hasCr ? found - 1 : found), ending: hasCr ? '\r\n' : '\n' }
}

export interface LineHabits {
  mostLinesPerPush: number
  rest: 'kept' | 'lost'
  dropsEmpty: boolean
}

/** Simple, and as slow as simple decoders are. */
export class LineDecoder implements Decoder {
  readonly #maxLineBytes: number
  readonly #habits: LineHabits
  #waiting: Uint8Array = new Uint8Array(0)
  #refusal: Refusal | undefined

  constructor(maxLineBytes: number, habits: Partial<LineHabits> = {}) {
    this.#maxLineBytes = maxLineBytes
    const { POSITIVE_INFINITY: mostLinesPerPush } = Number
    this.#habits = { mostLinesPerPush, rest: 'kept', dropsEmpty: false, ...habits }
  }

  push(bytes: Uint8Array): Plain {
    if (this.#refusal) throw this.#refusal
    const { mostLinesPerPush, rest, dropsEmpty } = this.#habits
    const lines: Uint8Array[] = []
    let fresh: Uint8Array = bytesOf(this.#waiting, bytes)
    while (lines.length < mostLinesPerPush) {
      const line = firstLine(fresh)
      if (this.#isTooLong(line) || line.ending === '') break
      if (!dropsEmpty || line.content.length > 0) lines.push(line.content)
      fresh = fresh.subarray(line.content.length + line.ending.length)
    }
    this.#waiting = bytesOf(rest === 'kept' ? fresh : '')
    // What was complete before is not lost with what comes behind it.
    if (this.#refusal && lines.length === 0) throw this.#refusal
    return lines
  }

  end(): Plain {
    const { length } = this.#waiting
    if (length > this.#maxLineBytes) this.#refuse(length)
    if (this.#refusal) throw this.#refusal
    return length > 0 ? [this.#waiting] : []
  }

  #isTooLong({ content, ending }: Line): boolean {
    // A CR that comes last may yet be the first half of the ending.
    const mayEnd = ending === '' && content.at(-1) === cr
    const contentBytes = content.length - (mayEnd ? 1 : 0)
    if (contentBytes > this.#maxLineBytes) this.#refuse(contentBytes)
    return contentBytes > this.#maxLineBytes
  }

  #refuse(contentBytes: number): void {
    const why = `${count(contentBytes, 'byte')} of one line have come, and the longest line has ${this.#maxLineBytes}`
    this.#refusal = new Refusal('ERR_LINE_TOO_LONG', why)
  }
}
