import { type Codec, type Found, FrameScanner } from '../codec.ts'
import { EncodeError } from '../fault.ts'
import { copyOf } from '../input-window.ts'
import { checkedCount } from '../options.ts'
import { refuseTooLong } from './refuse-too-long.ts'

export interface FixedOptions {
  /** Size of every frame, in bytes; 1 or more. */
  frameBytes: number
}

/**
 * Frames that are all of one size, so nothing has to say how long they are. `maxFrameBytes` counts the frame;
 * when it is less than `frameBytes` the options contradict each other, and the decoder stops at the first byte.
 */
export function fixedCodec(options: FixedOptions): Codec {
  const frameBytes = checkedCount('frameBytes', options.frameBytes, 1)
  return {
    name: 'fixed',
    encode: (payload, maxFrameBytes) => encode(frameBytes, payload, maxFrameBytes),
    scanner: () => new FixedScanner(frameBytes),
  }
}

class FixedScanner extends FrameScanner {
  readonly #frameBytes: number

  constructor(frameBytes: number) {
    super()
    this.#frameBytes = frameBytes
  }

  override scan(bytes: Uint8Array, start: number, end: number, maxFrameBytes: number): Found {
    const frameBytes = this.#frameBytes
    if (frameBytes > maxFrameBytes && end > start) {
      const message = `expected frames of at most ${maxFrameBytes} bytes, and all are of ${frameBytes}`
      this.fault = { code: 'frame-too-long', message, skipBytes: 0, next: 'lost' }
      return 'broken'
    }
    if (end - start < frameBytes) {
      this.missingBytes = frameBytes - (end - start)
      return 'need-more'
    }
    this.payload = bytes
    this.payloadStart = start
    this.payloadEnd = this.frameEnd = start + frameBytes
    return 'frame'
  }

  override missing(pendingBytes: number): string {
    return `${this.#frameBytes - pendingBytes} of ${this.#frameBytes} bytes of the frame`
  }
}

function encode(frameBytes: number, payload: Uint8Array, maxFrameBytes?: number): Uint8Array {
  if (payload.length !== frameBytes) {
    const message = `expected a payload of ${frameBytes} bytes, got ${payload.length}`
    throw new EncodeError('ERR_FRAME_SIZE', message)
  }
  refuseTooLong('a frame', frameBytes, maxFrameBytes)
  return copyOf(payload)
}
