/** Frames behind a length of four bytes, big endian: a right decoder, and the habits of wrong ones. */
import type { Plain } from '@socket-labs/grade'
import { bytesOf, type Decoder, Refusal } from './framing.ts'

export const headerBytes = 4

/** What a caller writes over its memory. */
export const overwritten = 0x58

/** A payload with its header: `00 00 00 05 68 65 6c 6c 6f` for `hello`. */
export function frame(payload: string | Uint8Array): Uint8Array {
  return bytesOf(header(payload.length), payload)
}

/** The header that claims so many bytes. */
export function header(lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(headerBytes)
  new DataView(bytes.buffer).setUint32(0, lengthBytes)
  return bytes
}

export function lengthIn(header: Uint8Array): number {
  return new DataView(header.buffer, header.byteOffset).getUint32(0)
}

/** What a decoder does, right or wrong. */
export interface LengthHabits {
  lengthOf(header: Uint8Array): number
  /** Whether a frame is whole, when so many bytes wait, its header among them. */
  isWhole(waitingBytes: number, lengthBytes: number): boolean
  /** Where a frame that is handed over begins: behind its header. */
  payloadFrom: number
  mostFramesPerPush: number
  /** What becomes of bytes that are in no whole frame yet. */
  rest: 'kept' | 'lost' | 'lost behind a frame'
  maxPayloadBytes: number
  endOf(waiting: Uint8Array): Plain
}

const rightHabits: LengthHabits = {
  lengthOf: lengthIn,
  isWhole: (waitingBytes, lengthBytes) => waitingBytes >= headerBytes + lengthBytes,
  payloadFrom: headerBytes,
  mostFramesPerPush: Number.POSITIVE_INFINITY,
  rest: 'kept',
  maxPayloadBytes: Number.POSITIVE_INFINITY,
  endOf: (waiting) => waiting.length,
}

/** Simple, and as slow as simple decoders are. */
export class LengthDecoder implements Decoder {
  readonly #habits: LengthHabits
  #waiting: Uint8Array = new Uint8Array(0)
  #refusal: Refusal | undefined

  constructor(habits: Partial<LengthHabits> = {}) {
    this.#habits = { ...rightHabits, ...habits }
  }

  push(bytes: Uint8Array): Plain {
    if (this.#refusal) throw this.#refusal
    this.#waiting = bytesOf(this.#waiting, bytes)
    const frames: Uint8Array[] = []
    while (frames.length < this.#habits.mostFramesPerPush) {
      const next = this.#next()
      if (next === undefined) break
      frames.push(next)
    }
    // What was complete before is not lost with what comes behind it.
    if (this.#refusal && frames.length === 0) throw this.#refusal
    const { rest } = this.#habits
    if (rest === 'lost' || (rest !== 'kept' && frames.length > 0)) this.#waiting = new Uint8Array(0)
    return frames
  }

  end(): Plain {
    if (this.#refusal) throw this.#refusal
    return this.#habits.endOf(this.#waiting)
  }

  #next(): Uint8Array | undefined {
    const { lengthOf, isWhole, payloadFrom, maxPayloadBytes } = this.#habits
    if (this.#waiting.length < headerBytes) return undefined
    const lengthBytes = lengthOf(this.#waiting)
    if (lengthBytes > maxPayloadBytes) {
      const why = `the header says ${lengthBytes} bytes, and ${maxPayloadBytes} are allowed`
      this.#refusal = new Refusal('ERR_FRAME_TOO_LONG', why)
      return undefined
    }
    if (!isWhole(this.#waiting.length, lengthBytes)) return undefined
    const toByte = headerBytes + Math.max(0, lengthBytes)
    const payload = this.#waiting.slice(payloadFrom, toByte)
    this.#waiting = this.#waiting.slice(toByte)
    return payload
  }
}
