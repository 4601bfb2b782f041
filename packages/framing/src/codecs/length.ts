import { type Codec, type Found, FrameScanner } from '../codec.ts'
import { EncodeError } from '../fault.ts'
import { checkedCount, checkedInteger, checkedOneOf } from '../options.ts'

export interface LengthOptions {
  /** Size of the length field: 1, 2, 3, 4 or 8 bytes; 4 unless told. */
  lengthBytes?: 1 | 2 | 3 | 4 | 8
  /** Order of its bytes; `big` (network order) unless told. */
  endian?: 'big' | 'little'
  /** How many bytes of the frame stand in front of the length field; 0 unless told. */
  lengthOffset?: number
  /**
   * What is added to the length to get the number of bytes behind the length field; 0 unless told. A
   * length that counts the whole frame needs `-(lengthOffset + lengthBytes)`.
   */
  lengthAdjustment?: number
  /** How many bytes from the front of the frame are not handed over; unless told all up to the length field's end. */
  stripBytes?: number
}

/**
 * Frames that begin by saying how long they are. `maxFrameBytes` counts the whole frame as it travels.
 *
 * ```
 *   | lengthOffset bytes | length | length + lengthAdjustment bytes |
 *   |<---- stripBytes, not handed over --->|<------ the payload --->|
 * ```
 *
 * The length is unsigned. One that is smaller than nothing once it is adjusted breaks the stream for good:
 * where the next frame begins cannot be known. With `stripBytes` less than the header the payload to
 * encode begins with what stands in front of the length, and with the length's own place when that is
 * handed over too: the length is written there, over zeros, and any other that is not right is refused.
 */
export function lengthCodec(options: LengthOptions = {}): Codec {
  const layout = layoutOf(options)
  return {
    name: 'length',
    encode: (payload, maxFrameBytes) => encode(layout, payload, maxFrameBytes),
    scanner: () => new LengthScanner(layout),
  }
}

interface Layout {
  lengthBytes: number
  isLittle: boolean
  offset: number
  headerBytes: number
  /** Frame's bytes less the number in the length field. */
  addedBytes: number
  stripBytes: number
}

function layoutOf(options: LengthOptions): Layout {
  const lengthBytes = checkedOneOf('lengthBytes', options.lengthBytes ?? 4, [1, 2, 3, 4, 8])
  const endian = checkedOneOf('endian', options.endian ?? 'big', ['big', 'little'])
  const offset = checkedCount('lengthOffset', options.lengthOffset ?? 0)
  const adjustment = checkedInteger('lengthAdjustment', options.lengthAdjustment ?? 0)
  const headerBytes = offset + lengthBytes
  const stripBytes = checkedCount('stripBytes', options.stripBytes ?? headerBytes)
  const addedBytes = headerBytes + adjustment
  return { lengthBytes, isLittle: endian === 'little', offset, headerBytes, addedBytes, stripBytes }
}

class LengthScanner extends FrameScanner {
  readonly #layout: Layout
  readonly #headerBytes: number
  readonly #addedBytes: number
  readonly #stripBytes: number
  /** At least so long is every frame: its header, and what is stripped of it. */
  readonly #leastBytes: number
  /** The commonest header, four bytes in network order, is read on the spot while it fits into 31 bits. */
  readonly #isPlain: boolean

  constructor(layout: Layout) {
    super()
    this.#layout = layout
    this.#headerBytes = layout.headerBytes
    this.#addedBytes = layout.addedBytes
    this.#stripBytes = layout.stripBytes
    this.#leastBytes = Math.max(layout.headerBytes, layout.stripBytes)
    this.#isPlain = layout.lengthBytes === 4 && !layout.isLittle && layout.offset === 0
  }

  override scan(bytes: Uint8Array, start: number, end: number, maxFrameBytes: number): Found {
    const shownBytes = end - start
    if (shownBytes < this.#headerBytes) {
      this.missingBytes = this.#headerBytes - shownBytes
      return 'need-more'
    }
    const length =
      this.#isPlain && (bytes[start] as number) < 0x80
        ? ((bytes[start] as number) << 24) |
          ((bytes[start + 1] as number) << 16) |
          ((bytes[start + 2] as number) << 8) |
          (bytes[start + 3] as number)
        : readLength(this.#layout, bytes, start + this.#layout.offset)
    const frameBytes = length + this.#addedBytes
    if (frameBytes > maxFrameBytes || frameBytes < this.#leastBytes) {
      return this.#refuse(length, maxFrameBytes)
    }
    if (shownBytes < frameBytes) {
      this.missingBytes = frameBytes - shownBytes
      return 'need-more'
    }
    this.payload = bytes
    this.payloadStart = start + this.#stripBytes
    this.payloadEnd = this.frameEnd = start + frameBytes
    return 'frame'
  }

  #refuse(length: number, maxFrameBytes: number): Found {
    const frameBytes = length + this.#addedBytes
    const said = `the length field says ${length}`
    if (frameBytes < this.#leastBytes) {
      const message = `expected a frame of at least ${this.#leastBytes} bytes, and ${said}, which makes ${frameBytes}`
      this.fault = { code: 'length-negative', message, skipBytes: 0, next: 'lost' }
    } else {
      const message = `expected a frame of at most ${maxFrameBytes} bytes, and ${said}, which makes ${frameBytes}`
      this.fault = { code: 'frame-too-long', message, skipBytes: frameBytes, next: 'there' }
    }
    return 'broken'
  }

  override missing(pendingBytes: number): string {
    const { headerBytes } = this.#layout
    if (pendingBytes < headerBytes)
      return `${headerBytes - pendingBytes} of ${headerBytes} bytes of the header`
    return this.missingOfFrame(pendingBytes)
  }
}

/** Exact up to 2^53; above it is above any maximum, exact or not. */
function readLength({ lengthBytes, isLittle }: Layout, bytes: Uint8Array, at: number): number {
  let length = 0
  for (let i = 0; i < lengthBytes; i++) {
    length = length * 256 + (bytes[isLittle ? at + lengthBytes - 1 - i : at + i] as number)
  }
  return length
}

function encode(layout: Layout, payload: Uint8Array, maxFrameBytes = Number.MAX_SAFE_INTEGER) {
  const { lengthBytes, isLittle, offset, headerBytes, addedBytes, stripBytes } = layout
  const frameBytes = stripBytes + payload.length
  if (frameBytes < headerBytes || frameBytes < addedBytes) {
    const least = Math.max(headerBytes, addedBytes) - stripBytes
    const message = `expected a payload of at least ${least} bytes, got ${payload.length}`
    throw new EncodeError('ERR_FRAME_TOO_SHORT', message)
  }
  const most = Math.min(maxFrameBytes, 256 ** lengthBytes - 1 + addedBytes)
  if (frameBytes > most) {
    const message = `expected a frame of at most ${most} bytes, got one of ${frameBytes}`
    throw new EncodeError('ERR_FRAME_TOO_LONG', message)
  }
  const frame = new Uint8Array(frameBytes)
  frame.set(payload, stripBytes)
  const said = readLength(layout, frame, offset)
  let left = frameBytes - addedBytes
  for (let i = 0; i < lengthBytes; i++) {
    frame[isLittle ? offset + i : headerBytes - 1 - i] = left % 256
    left = Math.floor(left / 256)
  }
  // What the payload brings is not to be lost: it is room for the length, or the length itself.
  if (said !== 0 && payload.some((byte, i) => frame[stripBytes + i] !== byte)) {
    const message = `expected room for the length in the payload, zeros or ${frameBytes - addedBytes}, got ${said}`
    throw new EncodeError('ERR_FRAME_LENGTH', message)
  }
  return frame
}
