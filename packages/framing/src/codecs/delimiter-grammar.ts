import { OptionError } from '../fault.ts'
import { copyOf } from '../input-window.ts'
import { checkedBoolean, checkedByte } from '../options.ts'
import { DelimiterAutomaton } from './delimiter-automaton.ts'

export interface DelimiterOptions {
  /** What ends a frame: one or several, of one byte or more each, of 4096 bytes together at most. */
  delimiters: readonly Uint8Array[]
  /** Whether the delimiter is taken off the payload; true unless told. */
  strip?: boolean
  /** The byte behind this one belongs to the payload, whatever it is. It must be in no delimiter itself. */
  escape?: number | undefined
}

/** What a set of delimiters means to the scanner and the encoder. */
export interface DelimiterGrammar {
  delimiters: readonly Uint8Array[]
  automaton: DelimiterAutomaton
  /** First bytes of the delimiters, and the escape: all other bytes can be passed over. */
  notable: readonly number[]
  /** The same, as a 1 for each. */
  isNotable: Uint8Array
  /** The delimiter that is written. */
  written: Uint8Array
  isStripping: boolean
  /** -1: none. */
  escapeByte: number
}

const mostBytes = 4096

export function grammarOf(options: DelimiterOptions): DelimiterGrammar {
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
    isNotable: Uint8Array.from({ length: 256 }, (_, byte) => (notable.includes(byte) ? 1 : 0)),
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
