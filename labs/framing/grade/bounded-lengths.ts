/** Frames behind a length of four bytes, with a maximum: a right decoder, and the habits of wrong ones. */
import type { Plain } from '@socket-labs/grade'
import { bytesOf, type Decoder } from './framing.ts'
import { headerBytes, lengthIn } from './length-header.ts'

export type AfterRefusal = 'stop' | 'skip'

/** What a decoder does, right or wrong. */
export interface BoundHabits {
  isTooLong(lengthBytes: number, maxFrameBytes: number): boolean
  /** A frame of which nobody else thinks that it is whole. */
  isWhole(waitingBytes: number, lengthBytes: number): boolean
  /** Refuses when all of the frame has come, not when its header has. */
  isLate: boolean
  /** The frame is passed over without a word. */
  isSilent: boolean
  /** In mode `stop`: goes on behind the header. */
  goesOn: boolean
  /** In mode `skip`: how many bytes belong to the refused frame, of which so many have come. */
  skipBytes(lengthBytes: number, waitingBytes: number): number
  /** What it skips, or what comes after it has stopped, is kept. */
  keepsRefused: boolean
  /** What was found in the same read before a refusal is lost. */
  losesFramesBefore: boolean
}

const rightHabits: BoundHabits = {
  isTooLong: (lengthBytes, maxFrameBytes) => lengthBytes > maxFrameBytes,
  isWhole: (waitingBytes, lengthBytes) => waitingBytes >= headerBytes + lengthBytes,
  isLate: false,
  isSilent: false,
  goesOn: false,
  skipBytes: (lengthBytes) => headerBytes + lengthBytes,
  keepsRefused: false,
  losesFramesBefore: false,
}

export class BoundedDecoder implements Decoder {
  readonly #max: number
  readonly #after: AfterRefusal
  readonly #habits: BoundHabits
  #waiting: Uint8Array = new Uint8Array(0)
  #skipLeft = 0
  #keptBytes = 0
  #hasStopped = false

  constructor(maxFrameBytes: number, after: AfterRefusal, habits: Partial<BoundHabits> = {}) {
    this.#max = maxFrameBytes
    this.#after = after
    this.#habits = { ...rightHabits, ...habits }
  }

  push(bytes: Uint8Array): Plain {
    const passed = this.#hasStopped ? bytes.length : Math.min(this.#skipLeft, bytes.length)
    this.#keptBytes += passed
    if (this.#hasStopped) return []
    this.#skipLeft -= passed
    this.#waiting = bytesOf(this.#waiting, bytes.subarray(passed))
    let found: Plain[] = []
    while (!this.#hasStopped && this.#waiting.length >= headerBytes) {
      const next = this.#next()
      if (next === undefined) break
      const isRefusal = !(next instanceof Uint8Array)
      if (isRefusal && this.#habits.isSilent) continue
      found = isRefusal && this.#habits.losesFramesBefore ? [next] : [...found, next]
    }
    return found
  }

  end(): Plain {
    return this.#waiting.length + (this.#habits.keepsRefused ? this.#keptBytes : 0)
  }

  #next(): Plain {
    const { isTooLong, isWhole, isLate } = this.#habits
    const lengthBytes = lengthIn(this.#waiting)
    const hasAllCome = isWhole(this.#waiting.length, lengthBytes)
    if (isTooLong(lengthBytes, this.#max) && (hasAllCome || !isLate)) {
      this.#refuse(lengthBytes)
      return { claimedBytes: lengthBytes, allowedBytes: this.#max }
    }
    if (!hasAllCome) return undefined
    const payload = this.#waiting.slice(headerBytes, headerBytes + lengthBytes)
    this.#waiting = this.#waiting.slice(headerBytes + lengthBytes)
    return payload
  }

  #refuse(lengthBytes: number): void {
    const { goesOn, skipBytes } = this.#habits
    const waitingBytes = this.#waiting.length
    if (this.#after === 'skip') {
      const toByte = skipBytes(lengthBytes, waitingBytes)
      this.#skipLeft = Math.max(0, toByte - waitingBytes)
      this.#keptBytes = Math.min(toByte, waitingBytes)
      this.#waiting = this.#waiting.slice(toByte)
    } else {
      this.#hasStopped = !goesOn
      this.#keptBytes = waitingBytes
      this.#waiting = goesOn ? this.#waiting.slice(headerBytes) : new Uint8Array(0)
    }
  }
}
