/** Frames with a sync byte and a check: a right decoder, and the habits of wrong ones. */
import type { Plain } from '@socket-labs/grade'
import { bytesOf, type Decoder } from './framing.ts'

const sync = 0x7e
/** Sync, length, and the two bytes of the check. */
const besidesBytes = 4

/** A payload in its frame. */
export function syncFrame(payload: string | Uint8Array): Uint8Array {
  const checked = bytesOf(Uint8Array.of(payload.length), payload)
  const check = crc16(checked)
  return bytesOf(Uint8Array.of(sync), checked, Uint8Array.of(check >> 8, check & 0xff))
}

/** The frame with one byte changed; `by` is what is added to it. */
export function damaged(frame: Uint8Array, at: number, by = 1): Uint8Array {
  return frame.map((byte, i) => (i === at ? byte + by : byte))
}

/** CRC-16/CCITT-FALSE, as in the catalogue at reveng.sourceforge.io. */
function crc16(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff
  }
  return crc
}

/** What a decoder does, right or wrong. */
export interface SyncHabits {
  checks: boolean
  /** How many bytes are passed over where no frame begins: `claimed` is what the length says, or 1 for noise. */
  passes(claimed: number): number
  /** How many of them are counted. */
  counts(passed: number, claimed: number): number
  /** Noise ends with the read: what came with it is thrown away. */
  dropsRead: boolean
  /** Takes whatever stands in front for a sync. */
  ignoresSync: boolean
  /** A 7e in a frame begins another one. */
  splitsAtSync: boolean
  /** What the end does with what waits: looks for frames in it, counts it, or neither. */
  atEnd: 'looks' | 'counts' | 'neither'
  /** After damage nothing more is found. */
  stops: boolean
}

const rightHabits: SyncHabits = {
  checks: true,
  passes: () => 1,
  counts: (passed) => passed,
  dropsRead: false,
  ignoresSync: false,
  splitsAtSync: false,
  atEnd: 'looks',
  stops: false,
}

export class SyncDecoder implements Decoder {
  readonly #habits: SyncHabits
  #waiting: Uint8Array = new Uint8Array(0)
  #skippedBytes = 0
  #hasStopped = false

  constructor(habits: Partial<SyncHabits> = {}) {
    this.#habits = { ...rightHabits, ...habits }
  }

  push(bytes: Uint8Array): Plain {
    this.#waiting = bytesOf(this.#waiting, bytes)
    return this.#take(false)
  }

  end(): Plain {
    const { atEnd } = this.#habits
    if (atEnd === 'neither') return []
    if (atEnd === 'counts' && this.#waiting.length > 0) {
      this.#skippedBytes += this.#waiting.length
      this.#waiting = new Uint8Array(0)
    }
    return [...this.#take(true), ...this.#tellSkipped()]
  }

  #take(hasEnded: boolean): Plain[] {
    const found: Plain[] = []
    while (this.#waiting.length > 0 && !this.#hasStopped) {
      const toByte = besidesBytes + (this.#waiting[1] ?? 0)
      const isSync = this.#habits.ignoresSync || this.#waiting[0] === sync
      const isShort = this.#waiting.length < toByte
      if (isSync && isShort && !hasEnded && !this.#isSplit(this.#waiting)) break
      if (isSync && !isShort && this.#isFrame(this.#waiting.subarray(0, toByte))) {
        found.push(...this.#tellSkipped(), this.#waiting.slice(2, toByte - 2))
        this.#waiting = this.#waiting.slice(toByte)
      } else this.#pass(isSync && !isShort ? toByte : 1, isSync)
    }
    return found
  }

  #isFrame(frame: Uint8Array): boolean {
    const check = crc16(frame.subarray(1, -2))
    const isRight = frame.at(-2) === check >> 8 && frame.at(-1) === (check & 0xff)
    return !this.#isSplit(frame) && (isRight || !this.#habits.checks)
  }

  #isSplit(frame: Uint8Array): boolean {
    return this.#habits.splitsAtSync && frame.subarray(1).includes(sync)
  }

  #pass(claimed: number, isSync: boolean): void {
    const { passes, counts, dropsRead, stops } = this.#habits
    const passed = dropsRead && !isSync ? this.#waiting.length : passes(claimed)
    this.#skippedBytes += counts(passed, claimed)
    this.#waiting = this.#waiting.slice(passed)
    this.#hasStopped = stops && isSync
  }

  #tellSkipped(): Plain[] {
    const skippedBytes = this.#skippedBytes
    this.#skippedBytes = 0
    return skippedBytes > 0 ? [{ skippedBytes }] : []
  }
}
