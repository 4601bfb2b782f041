import { type Codec, type Found, FrameScanner } from '../codec.ts'
import type { FaultCode } from '../fault.ts'
import { checkedBoolean } from '../options.ts'
import { refuseTooLong } from './refuse-too-long.ts'

export interface VarintOptions {
  /** Whether a length that is written longer than it needs to be breaks the frame; true unless told. */
  minimal?: boolean
}

const mostLengthBytes = 10

/**
 * Frames that begin with their length as a varint (unsigned LEB128, as in Protocol Buffers): seven bits in
 * each byte, the lowest first, and the top bit says that another byte follows. `maxFrameBytes` counts the
 * whole frame.
 *
 * ```
 *   | 1 ls-bits | 1 bits | 0 ms-bits | payload |         300: ac 02
 * ```
 */
export function varintCodec(options: VarintOptions = {}): Codec {
  const isMinimal = checkedBoolean('minimal', options.minimal ?? true)
  return { name: 'varint', encode, scanner: () => new VarintScanner(isMinimal) }
}

class VarintScanner extends FrameScanner {
  readonly #isMinimal: boolean
  /** Of the frame that is not all there. */
  #isLengthKnown = false

  constructor(isMinimal: boolean) {
    super()
    this.#isMinimal = isMinimal
  }

  override scan(bytes: Uint8Array, start: number, end: number, maxFrameBytes: number): Found {
    let length = 0
    let weight = 1
    let at = start
    for (;;) {
      if (at === end) {
        this.missingBytes = 1
        this.#isLengthKnown = false
        return 'need-more'
      }
      const value = bytes[at++] as number
      // The tenth byte has room for the 64th bit alone.
      if (at - start === mostLengthBytes && value > 1) return this.#refuseEndless()
      length += (value & 0x7f) * weight
      if (value < 0x80) break
      weight *= 0x80
    }
    const frameBytes = at - start + length
    if (this.#isMinimal && bytes[at - 1] === 0 && at - start > 1) {
      const shown = at - start
      return this.#refuse(
        'varint-not-minimal',
        frameBytes,
        `the shortest varint for ${length}, got one of ${shown} bytes`,
      )
    }
    if (frameBytes > maxFrameBytes) {
      return this.#refuse(
        'frame-too-long',
        frameBytes,
        `a frame of at most ${maxFrameBytes} bytes, and the varint says ${length}, which makes ${frameBytes}`,
      )
    }
    if (end - start < frameBytes) {
      this.missingBytes = frameBytes - (end - start)
      this.#isLengthKnown = true
      return 'need-more'
    }
    this.payload = bytes
    this.payloadStart = at
    this.payloadEnd = this.frameEnd = start + frameBytes
    return 'frame'
  }

  #refuse(code: FaultCode, frameBytes: number, expected: string): Found {
    this.fault = { code, message: `expected ${expected}`, skipBytes: frameBytes, next: 'there' }
    return 'broken'
  }

  #refuseEndless(): Found {
    const message = `expected a varint of at most ${mostLengthBytes} bytes and 64 bits`
    this.fault = { code: 'varint-too-long', message, skipBytes: 0, next: 'lost' }
    return 'broken'
  }

  override missing(pendingBytes: number): string {
    if (!this.#isLengthKnown) return 'the rest of the varint'
    return this.missingOfFrame(pendingBytes)
  }
}

function encode(payload: Uint8Array, maxFrameBytes?: number): Uint8Array {
  const length: number[] = []
  let left = payload.length
  for (; left >= 0x80; left = Math.floor(left / 0x80)) length.push((left % 0x80) + 0x80)
  length.push(left)
  const frameBytes = length.length + payload.length
  refuseTooLong('a frame', frameBytes, maxFrameBytes)
  const frame = new Uint8Array(frameBytes)
  frame.set(length)
  frame.set(payload, length.length)
  return frame
}
