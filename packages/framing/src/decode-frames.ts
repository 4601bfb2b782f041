import type { Ended } from './decoded.ts'
import type { Broken, FaultCode } from './fault.ts'
import type { FrameDecoder } from './frame-decoder.ts'

/** The frames of a stream have come to an end before their time. */
export class BrokenStreamError extends Error {
  /** What was broken, or `truncated` when the stream ended within a frame. */
  readonly code: FaultCode | 'truncated'
  /** The broken frame behind which no other can be found. */
  readonly broken: Broken | undefined

  constructor(code: FaultCode | 'truncated', message: string, broken?: Broken) {
    super(message)
    this.name = 'BrokenStreamError'
    this.code = code
    this.broken = broken
  }
}

/** A decoder that has stopped at a broken frame. */
export function brokenStream(broken: Broken): BrokenStreamError {
  return new BrokenStreamError(broken.code, broken.message, broken)
}

/** A stream that has ended; undefined when it was between two frames. */
export function truncatedStream(ended: Ended): BrokenStreamError | undefined {
  if (ended.end === 'clean') return undefined
  const { pendingBytes, missing } = ended
  const message = `the stream has ended within a frame: ${pendingBytes} bytes have come, missing: ${missing}`
  return new BrokenStreamError('truncated', message)
}

export interface DecodeFramesOptions {
  /** Told of each broken frame that is skipped (`oversize: 'skip'`). */
  onBroken?: (broken: Broken) => void
}

/**
 * The payloads of the frames in a stream of bytes, for `for await`. They may be kept. The next bytes are
 * asked for when all frames in the ones before are taken.
 *
 * Throws a {@link BrokenStreamError} when the decoder has stopped, or the stream ends within a frame. When
 * the consumer breaks off, or there is an error, the source is returned, which destroys a Node stream.
 */
export async function* decodeFrames(
  source: AsyncIterable<Uint8Array>,
  decoder: FrameDecoder,
  options: DecodeFramesOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) {
      throw new TypeError(
        `expected bytes, got a ${typeof chunk}: a source with an encoding has none`,
      )
    }
    decoder.feed(chunk)
    for (let step = decoder.next(); step !== 'need-more'; step = decoder.next()) {
      if (step === 'frame') yield decoder.frame().bytes
      else tell(decoder.broken as Broken, decoder, options)
    }
  }
  for (const found of decoder.finish()) {
    if (found.kind === 'frame') yield found.bytes
    if (found.kind === 'broken') tell(found, decoder, options)
    const error = found.kind === 'end' ? truncatedStream(found) : undefined
    if (error) throw error
  }
}

function tell(broken: Broken, decoder: FrameDecoder, options: DecodeFramesOptions): void {
  if (decoder.hasStopped) throw brokenStream(broken)
  options.onBroken?.(broken)
}
