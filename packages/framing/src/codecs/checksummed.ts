import { type Codec, type Found, FrameScanner } from '../codec.ts'
import { crc16, crc32 } from '../crc.ts'
import type { FaultCode } from '../fault.ts'
import { refuseTooLong } from './refuse-too-long.ts'

const sync0 = 0xa5
const sync1 = 0xc3
const headerBytes = 8
const trailerBytes = 4
const mostPayloadBytes = 2 ** 32 - 1

/**
 * Frames that survive damage on the way: bytes changed, lost or added. `maxFrameBytes` counts the whole frame.
 *
 * ```
 *    0      1      2                  6           8                 8 + length
 *   +------+------+------------------+-----------+-----------------+----------------+
 *   | a5   | c3   | length, 4 bytes  | CRC-16 of | payload         | CRC-32 of the  |
 *   | sync        |                  | bytes 0–5 |                 | payload        |
 *   +------+------+------------------+-----------+-----------------+----------------+
 * ```
 *
 * All numbers are in network order. The header has its own checksum, so that a damaged length is found at
 * once, and nobody waits for bytes that will never come. Behind damage the next frame begins at the next
 * sync whose header's checksum fits (`oversize: 'skip'`); it is looked for from the second byte of the broken
 * frame on, because the damage may be a frame's missing end. One payload in 2^32 that was damaged passes
 * unseen. It is no protection against someone who wants to deceive.
 *
 * CRC-16/CCITT-FALSE and CRC-32/ISO-HDLC, as in the catalogue at reveng.sourceforge.io.
 */
export function checksummedCodec(): Codec {
  return { name: 'checksummed', encode, scanner: () => new ChecksummedScanner() }
}

class ChecksummedScanner extends FrameScanner {
  /** How much of the payload at hand is in `#crc`. */
  #crcBytes = 0
  #crc = 0

  override scan(bytes: Uint8Array, start: number, end: number, maxFrameBytes: number): Found {
    const shownBytes = end - start
    if (shownBytes > 0 && !isSyncAt(bytes, start, end)) {
      return this.#damaged('sync-lost', 'the sync a5c3 of a frame')
    }
    if (shownBytes < headerBytes) {
      this.missingBytes = headerBytes - shownBytes
      return 'need-more'
    }
    if (!isHeaderAt(bytes, start)) {
      return this.#damaged('header-damaged', 'a header whose checksum fits')
    }
    const payloadBytes = uint32At(bytes, start + 2)
    const frameBytes = headerBytes + payloadBytes + trailerBytes
    if (frameBytes > maxFrameBytes) return this.#refuseLong(frameBytes, maxFrameBytes)
    const payloadStart = start + headerBytes
    const payloadEnd = payloadStart + payloadBytes
    const shownEnd = Math.min(end, payloadEnd)
    this.#crc = crc32(bytes, payloadStart + this.#crcBytes, shownEnd, this.#crc)
    this.#crcBytes = shownEnd - payloadStart
    if (shownBytes < frameBytes) {
      this.missingBytes = frameBytes - shownBytes
      return 'need-more'
    }
    if (uint32At(bytes, payloadEnd) !== this.#crc) {
      return this.#damaged('payload-damaged', 'a payload whose checksum fits')
    }
    this.payload = bytes
    this.payloadStart = payloadStart
    this.payloadEnd = payloadEnd
    this.frameEnd = start + frameBytes
    this.#begin()
    return 'frame'
  }

  override seek(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start
    for (; at < end; at++) {
      if (!isSyncAt(bytes, at, end)) continue
      if (end - at < headerBytes) break
      if (!isHeaderAt(bytes, at)) continue
      this.frameEnd = at
      return true
    }
    this.frameEnd = at
    return false
  }

  override missing(pendingBytes: number): string {
    if (pendingBytes < headerBytes)
      return `${headerBytes - pendingBytes} of ${headerBytes} bytes of the header`
    return this.missingOfFrame(pendingBytes)
  }

  #damaged(code: FaultCode, expected: string): Found {
    this.fault = { code, message: `expected ${expected}`, skipBytes: 1, next: 'seek' }
    this.#begin()
    return 'broken'
  }

  #refuseLong(frameBytes: number, maxFrameBytes: number): Found {
    const message = `expected a frame of at most ${maxFrameBytes} bytes, got one of ${frameBytes}`
    this.fault = { code: 'frame-too-long', message, skipBytes: frameBytes, next: 'there' }
    this.#begin()
    return 'broken'
  }

  #begin(): void {
    this.#crcBytes = 0
    this.#crc = 0
  }
}

/** Whether a sync begins here, as far as it has come. */
function isSyncAt(bytes: Uint8Array, at: number, end: number): boolean {
  return bytes[at] === sync0 && (at + 1 >= end || bytes[at + 1] === sync1)
}

function isHeaderAt(bytes: Uint8Array, at: number): boolean {
  const checksum = ((bytes[at + 6] as number) << 8) | (bytes[at + 7] as number)
  return crc16(bytes, at, at + 6) === checksum
}

function uint32At(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16)
  return (high | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)) >>> 0
}

function encode(payload: Uint8Array, maxFrameBytes?: number): Uint8Array {
  refuseTooLong('a payload', payload.length, mostPayloadBytes)
  const frame = new Uint8Array(headerBytes + payload.length + trailerBytes)
  refuseTooLong('a frame', frame.length, maxFrameBytes)
  const view = new DataView(frame.buffer)
  frame[0] = sync0
  frame[1] = sync1
  view.setUint32(2, payload.length)
  view.setUint16(6, crc16(frame, 0, 6))
  frame.set(payload, headerBytes)
  view.setUint32(headerBytes + payload.length, crc32(payload))
  return frame
}
