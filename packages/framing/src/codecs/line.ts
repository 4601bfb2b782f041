import type { Codec } from '../codec.ts'
import { delimiterCodec } from './delimiter.ts'

export interface LineOptions {
  /** Whether the end of the line is taken off the payload; true unless told. */
  strip?: boolean
}

const lf = Uint8Array.of(0x0a)
const crlf = Uint8Array.of(0x0d, 0x0a)
const cr = Uint8Array.of(0x0d)

/**
 * Lines that end with LF, CRLF or a lone CR; LF is written. `maxFrameBytes` counts the line without its end.
 * A CR that is the last byte to have come waits for the byte behind it, which may be the LF that belongs to
 * it. The payload is bytes: no character set is assumed, so UTF-8 that a read has cut is whole here again.
 */
export function lineCodec(options: LineOptions = {}): Codec {
  const delimiters = [lf, crlf, cr]
  const { strip = true } = options
  return { ...delimiterCodec({ delimiters, strip }), name: 'line' }
}
