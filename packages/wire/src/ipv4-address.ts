import { readInt32 } from './big-endian.ts'

/** Few addresses come in many packets: their texts are kept, one in each slot. */
const slots = 256
const knownWords = new Int32Array(slots)
const knownTexts = new Array<string>(slots).fill('0.0.0.0')

/** The address at `at` in dotted decimal. */
export function readIpv4Address(bytes: Uint8Array, at: number): string {
  const word = readInt32(bytes, at)
  const slot = (word ^ (word >>> 8) ^ (word >>> 16)) & (slots - 1)
  if (knownWords[slot] !== word) {
    knownWords[slot] = word
    knownTexts[slot] = `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`
  }
  return knownTexts[slot] as string
}

/** Writes a dotted decimal address; false, with some of it written, where it is none. */
export function writeIpv4Address(text: string, bytes: Uint8Array, at: number): boolean {
  let part = 0
  let digits = 0
  let value = 0
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : dot
    if (code === dot) {
      if (digits === 0 || value > 255 || part > 3) return false
      bytes[at + part++] = value
      digits = 0
      value = 0
    } else {
      // Some readers take 010 for eight: a leading zero is refused.
      if (code < zero || code > nine || (digits > 0 && value === 0) || digits > 2) return false
      value = value * 10 + code - zero
      digits++
    }
  }
  return part === 4
}

const dot = 0x2e
const zero = 0x30
const nine = 0x39
