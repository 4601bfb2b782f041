import { type Codec, type Found, FrameScanner } from '../codec.ts'
import type { FaultCode } from '../fault.ts'
import { refuseTooLong } from './refuse-too-long.ts'

const zero = 0x30
const nine = 0x39
const colon = 0x3a
const comma = 0x2c
/** 2^53 has 16 digits: with more, the length is above any maximum. */
const mostDigits = 16

/**
 * Netstrings: the length in decimal, a colon, the payload, a comma. `maxFrameBytes` counts the payload.
 *
 * ```
 *   1 2 : h e l l o   w o r l d ! ,
 * ```
 *
 * Source: D. J. Bernstein, Netstrings (cr.yp.to/proto/netstrings.txt): no leading zeros, no sign, no spaces.
 */
export function netstringCodec(): Codec {
  return { name: 'netstring', encode, scanner: () => new NetstringScanner() }
}

class NetstringScanner extends FrameScanner {
  /** Of the frame that is not all there. */
  #isLengthKnown = false

  override scan(bytes: Uint8Array, start: number, end: number, maxFrameBytes: number): Found {
    let length = 0
    let at = start
    for (; at < end; at++) {
      const value = bytes[at] as number
      if (value === colon && at > start) break
      const isDigit = value >= zero && value <= nine
      if (!isDigit || (at > start && bytes[start] === zero)) return this.#refuseLength(value)
      length = length * 10 + (value - zero)
      if (at - start === mostDigits) {
        return this.#refuseLong(
          'its length has more than 16 digits',
          Number.POSITIVE_INFINITY,
          maxFrameBytes,
        )
      }
    }
    if (at === end) {
      this.missingBytes = at === start ? 3 : 2
      this.#isLengthKnown = false
      return 'need-more'
    }
    const frameBytes = at + 1 - start + length + 1
    if (length > maxFrameBytes) {
      return this.#refuseLong(`its length is ${length}`, frameBytes, maxFrameBytes)
    }
    if (end - start < frameBytes) {
      this.missingBytes = frameBytes - (end - start)
      this.#isLengthKnown = true
      return 'need-more'
    }
    this.frameEnd = start + frameBytes
    const last = bytes[this.frameEnd - 1] as number
    if (last !== comma) {
      return this.#refuse('netstring-comma', `a comma behind ${length} bytes, got ${hex(last)}`)
    }
    this.payload = bytes
    this.payloadStart = at + 1
    this.payloadEnd = this.frameEnd - 1
    return 'frame'
  }

  #refuseLength(value: number): Found {
    return this.#refuse(
      'netstring-length',
      `decimal digits without a leading zero, and a colon, got ${hex(value)}`,
    )
  }

  #refuse(code: FaultCode, expected: string): Found {
    this.fault = { code, message: `expected ${expected}`, skipBytes: 0, next: 'lost' }
    return 'broken'
  }

  #refuseLong(said: string, skipBytes: number, maxFrameBytes: number): Found {
    const message = `expected a netstring of at most ${maxFrameBytes} bytes, and ${said}`
    this.fault = { code: 'frame-too-long', message, skipBytes, next: 'there' }
    return 'broken'
  }

  override missing(pendingBytes: number): string {
    if (!this.#isLengthKnown) return 'the rest of its length'
    return this.missingOfFrame(pendingBytes)
  }
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`
}

function encode(payload: Uint8Array, maxFrameBytes?: number): Uint8Array {
  refuseTooLong('a payload', payload.length, maxFrameBytes)
  const digits = String(payload.length)
  const frame = new Uint8Array(digits.length + payload.length + 2)
  for (let i = 0; i < digits.length; i++) frame[i] = digits.charCodeAt(i)
  frame[digits.length] = colon
  frame.set(payload, digits.length + 1)
  frame[frame.length - 1] = comma
  return frame
}
