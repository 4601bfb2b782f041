/** What is told of a framing: right and wrong decoders, what they are told, and what they answer. */
import { isDeepStrictEqual } from 'node:util'
import type { Plain } from '@socket-labs/grade'
import type { Answer } from './framing-answer.ts'

/** A decoder as every exercise of this lab has it. */
export interface Decoder {
  /** What is complete with these bytes. Throws a {@link Refusal} where the learner's has to throw. */
  push(bytes: Uint8Array): Plain
  end(): Plain
}

/** Thrown by a right decoder. The learner's has to throw an Error with the same code. */
export class Refusal extends Error {
  readonly code: string
  /** `why` goes on after "It must be refused: " and ends without a full stop. */
  constructor(code: string, why: string) {
    super(why)
    this.name = 'Refusal'
    this.code = code
  }
}

/** How one exercise frames a stream. */
export interface Framing {
  /** The export that makes a decoder, and what it is given. */
  maker: string
  args: readonly Plain[]
  /** What `push` hands over, one of them: `frame`, `record`, `line`. */
  item: string
  /** A right decoder: simple, however slow. */
  right(): Decoder
  /** The exercise's known mistakes, the most particular first. The first that is seen names a failure. */
  signs: readonly Sign[]
  /** Mistakes that can look like each other: one of these is named only where no other of them fits. */
  suspects?: readonly Sign[]
  /** What `end` answers, in words; undefined, or left out, for a value as it is. */
  sayEnd?(value: Plain): string | undefined
}

export type Happening = Push | { do: 'end' }

export interface Push {
  do: 'push'
  bytes: Uint8Array
  /** The caller writes over `bytes` as soon as `push` has returned, before it looks at the result. */
  isOverwritten?: boolean
}

/** A known mistake, and by what it is recognised. */
export interface Sign {
  mistake: string
  isSeen(wrong: WrongAnswer): boolean
  say(wrong: WrongAnswer): string
}

/** The last of the happenings got another answer than the one expected; all before it were right. */
export interface WrongAnswer {
  framing: Framing
  happenings: readonly Happening[]
  expected: Answer
  got: Answer
}

/** From text (one byte for each character, so `\xff` is a byte) or from bytes. */
export function push(...parts: (string | Uint8Array)[]): Push {
  return { do: 'push', bytes: bytesOf(...parts) }
}

export const end: Happening = { do: 'end' }

export function bytesOf(...parts: (string | Uint8Array)[]): Uint8Array {
  const all = parts.map((one) => (typeof one === 'string' ? Buffer.from(one, 'latin1') : one))
  return new Uint8Array(Buffer.concat(all))
}

/** Everything that was pushed, in one piece. */
export function pushedBytes(happenings: readonly Happening[]): Uint8Array {
  return bytesOf(...happenings.flatMap((one) => (one.do === 'push' ? [one.bytes] : [])))
}

/** What a decoder answers to each, after whatever it threw. */
export function answersOf(decoder: Decoder, happenings: readonly Happening[]): Answer[] {
  return happenings.map((one) => {
    try {
      return { value: plain(one.do === 'push' ? decoder.push(one.bytes) : decoder.end()) }
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const code = error instanceof Refusal ? error.code : undefined
      return { thrown: { words: error.message, code } }
    }
  })
}

/** The same with every Buffer as the Uint8Array that it is. */
function plain(value: Plain): Plain {
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Map || value instanceof Set) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]))
}

export function isSameAnswer(one: Answer, other: Answer): boolean {
  if ('thrown' in one || 'thrown' in other) {
    return 'thrown' in one && 'thrown' in other && one.thrown.code === other.thrown.code
  }
  return isDeepStrictEqual(plain(one.value), plain(other.value))
}
