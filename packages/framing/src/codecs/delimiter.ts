import type { Codec } from '../codec.ts'
import { EncodeError } from '../fault.ts'
import { type DelimiterGrammar, type DelimiterOptions, grammarOf } from './delimiter-grammar.ts'
import { DelimiterScanner } from './delimiter-scanner.ts'
import { refuseTooLong } from './refuse-too-long.ts'

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

function encode(
  grammar: DelimiterGrammar,
  payload: Uint8Array,
  maxFrameBytes?: number,
): Uint8Array {
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
function endOf({ delimiters }: DelimiterGrammar, payload: Uint8Array): Uint8Array | undefined {
  const ends = delimiters.filter((one) =>
    one.every((value, i) => payload[payload.length - one.length + i] === value),
  )
  return ends.sort((a, b) => b.length - a.length)[0]
}

function escaped({ escapeByte, isNotable }: DelimiterGrammar, content: Uint8Array): Uint8Array {
  const longer = new Uint8Array(2 * content.length)
  let count = 0
  for (const value of content) {
    if (isNotable[value] === 1) longer[count++] = escapeByte
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
