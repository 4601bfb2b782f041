import { type Codec, type Found, FrameScanner } from '../codec.ts'
import { refuseTooLong } from './refuse-too-long.ts'

/** A group of this code is full: 254 bytes, and no zero behind them. */
const full = 0xff

/**
 * Consistent Overhead Byte Stuffing: the payload's zeros are written as distances, so that a zero on the
 * stream can only be the end of a frame. `maxFrameBytes` counts the payload.
 *
 * ```
 *   payload          11 22 00 33
 *   frame         03 11 22 02 33 00
 *                 └ 3 to the next zero, then 2, and the 0 that ends the frame
 * ```
 *
 * A zero with nothing in front of it stands between frames and is no frame; the empty payload is `01 00`.
 * Damage costs one frame: the next begins behind the next zero.
 *
 * Source: S. Cheshire and M. Baker, Consistent Overhead Byte Stuffing, SIGCOMM 1997.
 */
export function cobsCodec(): Codec {
  return { name: 'cobs', encode, scanner: () => new CobsScanner() }
}

class CobsScanner extends FrameScanner {
  /** How much of the frame at hand has been decoded, and into how much. */
  #seenBytes = 0
  #decodedBytes = 0
  /** The group at hand, and how many of its bytes are still to come. */
  #code = full
  #groupLeft = 0
  #scratch = new Uint8Array(64)

  override scan(bytes: Uint8Array, start: number, end: number, maxFrameBytes: number): Found {
    let at = start + this.#seenBytes
    while (at < end && this.#decodedBytes <= maxFrameBytes) {
      if (this.#groupLeft === 0) {
        const code = bytes[at++] as number
        if (code === 0) return this.#endAt(at, start)
        if (this.#code !== full) this.#withRoomFor(1)[this.#decodedBytes++] = 0
        this.#code = code
        this.#groupLeft = code - 1
      } else {
        const wanted = Math.min(end - at, this.#groupLeft, maxFrameBytes - this.#decodedBytes + 1)
        const added = this.#add(bytes, at, wanted)
        at += added
        this.#groupLeft -= added
        if (added < wanted) return this.#endAt(at + 1, start)
      }
    }
    this.#seenBytes = at - start
    this.missingBytes = this.#groupLeft + 1
    return this.#decodedBytes > maxFrameBytes ? this.#refuseLong(maxFrameBytes) : 'need-more'
  }

  override seek(bytes: Uint8Array, start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      if (bytes[at] !== 0) continue
      this.frameEnd = at + 1
      return true
    }
    this.frameEnd = end
    return false
  }

  override get heldBytes(): number {
    return this.#scratch.length
  }

  override missing(): string {
    return this.#groupLeft > 0
      ? `${this.#groupLeft} bytes of a group, and the zero that ends the frame`
      : 'the zero that ends the frame'
  }

  #endAt(frameEnd: number, start: number): Found {
    this.frameEnd = frameEnd
    if (frameEnd - start === 1) return 'idle'
    if (this.#groupLeft > 0) {
      const message = `expected ${this.#groupLeft} more bytes of a group of ${this.#code - 1}, got the zero that ends the frame`
      this.fault = { code: 'cobs-group', message, skipBytes: frameEnd - start, next: 'there' }
      this.#begin()
      return 'broken'
    }
    this.payload = this.#scratch
    this.payloadStart = 0
    this.payloadEnd = this.#decodedBytes
    this.#begin()
    return 'frame'
  }

  /** Adds bytes to the payload, up to the first zero, and answers how many. */
  #add(bytes: Uint8Array, from: number, count: number): number {
    const scratch = this.#withRoomFor(count)
    const to = this.#decodedBytes - from
    let at = from
    for (; at < from + count; at++) {
      const value = bytes[at] as number
      if (value === 0) break
      scratch[to + at] = value
    }
    this.#decodedBytes += at - from
    return at - from
  }

  #withRoomFor(count: number): Uint8Array {
    const needed = this.#decodedBytes + count
    if (needed > this.#scratch.length) {
      const longer = new Uint8Array(Math.max(2 * this.#scratch.length, needed))
      longer.set(this.#scratch)
      this.#scratch = longer
    }
    return this.#scratch
  }

  #refuseLong(maxFrameBytes: number): Found {
    const message = `expected a payload of at most ${maxFrameBytes} bytes, and it goes on`
    this.fault = {
      code: 'frame-too-long',
      message,
      skipBytes: this.#seenBytes,
      next: 'seek',
    }
    this.#begin()
    return 'broken'
  }

  #begin(): void {
    this.#seenBytes = 0
    this.#decodedBytes = 0
    this.#code = full
    this.#groupLeft = 0
  }
}

function encode(payload: Uint8Array, maxFrameBytes?: number): Uint8Array {
  refuseTooLong('a payload', payload.length, maxFrameBytes)
  // One code more for every full group, one for the rest, and the zero.
  const frame = new Uint8Array(payload.length + Math.floor(payload.length / 254) + 2)
  let codeAt = 0
  let to = 1
  for (let i = 0; i < payload.length; i++) {
    const value = payload[i] as number
    if (value !== 0) frame[to++] = value
    const isFull = to - codeAt === full
    if (value === 0 || (isFull && i + 1 < payload.length)) {
      frame[codeAt] = to - codeAt
      codeAt = to++
    }
  }
  frame[codeAt] = to - codeAt
  return frame.subarray(0, to + 1)
}
