import type { FaultCode } from './fault.ts'

/** A way to put frames on a stream, and to find them there again. One codec serves any number of streams. */
export interface Codec {
  readonly name: string
  /**
   * The frame as it travels. Throws {@link EncodeError} for a payload that cannot be told from something
   * else at the other end, or whose frame a decoder with `maxFrameBytes` (unlimited unless told) refuses.
   */
  encode(payload: Uint8Array, maxFrameBytes?: number): Uint8Array
  /** What finds the frames of one stream. */
  scanner(): FrameScanner
}

/** What stands at the front of the bytes that a scanner was shown; `idle`: bytes between frames. */
export type Found = 'frame' | 'need-more' | 'broken' | 'idle'

/**
 * Finds one frame after the other in the bytes that a {@link FrameDecoder} shows it. It keeps no bytes:
 * only how far it has looked in the frame at hand, so that no byte is looked at twice.
 *
 * The answer to a call stands in fields, because an object for each frame would cost more than the frame.
 */
export abstract class FrameScanner {
  /** After `frame`: the payload is `payload[payloadStart, payloadEnd)`; often `payload` is what was shown. */
  payload: Uint8Array = new Uint8Array()
  payloadStart = 0
  payloadEnd = 0
  /** After `frame` and `idle`: where the next frame begins, an index into what was shown. */
  frameEnd = 0
  /** After `need-more`: how many bytes are missing at least. */
  missingBytes = 1
  /** After `broken`. */
  fault: ScanFault | undefined

  /**
   * Looks at `bytes[start, end)`, all that is there from the beginning of a frame on. After `need-more` it
   * is called again with the same bytes in front, perhaps at another place, and more behind.
   * `maxFrameBytes` may be another one at each call.
   */
  abstract scan(bytes: Uint8Array, start: number, end: number, maxFrameBytes: number): Found

  /**
   * As `scan`, when the stream has ended and nothing will follow. Called after `scan` has said `need-more`:
   * only a frame whose end was in doubt can be told from a truncated one now.
   */
  scanLast(_bytes: Uint8Array, _start: number, _end: number, _maxFrameBytes: number): Found {
    return 'need-more'
  }

  /**
   * Looks for the beginning of the next frame after one that is broken, without keeping what lies between.
   * Answers whether it was found; `frameEnd` is where it begins, or else the first byte still in doubt.
   */
  seek(_bytes: Uint8Array, _start: number, end: number): boolean {
    this.frameEnd = end
    return false
  }

  /** As `seek`, when the stream has ended: called after `seek` has found nothing, for what is in doubt. */
  seekLast(_bytes: Uint8Array, start: number, _end: number): boolean {
    this.frameEnd = start
    return false
  }

  /** Size of the memory that it has for payloads which do not stand in the stream as they are. */
  get heldBytes(): number {
    return 0
  }

  /** In words, what the frame at hand still lacks, of which `pendingBytes` are there. Made for learners. */
  abstract missing(pendingBytes: number): string

  /** For `missing`, where `missingBytes` are all that the frame lacks. */
  protected missingOfFrame(pendingBytes: number): string {
    return `${this.missingBytes} of ${pendingBytes + this.missingBytes} bytes of the frame`
  }
}

/** Why the bytes at the front are no frame, and how to go on behind them. */
export interface ScanFault {
  code: FaultCode
  /** What was expected, what came, and the limit. */
  message: string
  /** How many bytes, from the beginning of the frame, belong to none; above 2^53 − 1 they never end. */
  skipBytes: number
  /** After these bytes: the next frame begins there; it has to be looked for from there; or nobody can know. */
  next: 'there' | 'seek' | 'lost'
}
