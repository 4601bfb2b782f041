import { readInt32, readUint16, writeUint16 } from './big-endian.ts'
import { readIpv4Address, writeIpv4Address } from './ipv4-address.ts'

/** Few addresses come in many packets: their texts are kept, one in each slot. */
const slots = 64
const knownWords = new Int32Array(4 * slots)
const knownTexts = new Array<string>(slots).fill('::')

/** The address at `at`, as RFC 5952 writes it. */
export function readIpv6Address(bytes: Uint8Array, at: number): string {
  const a = readInt32(bytes, at)
  const b = readInt32(bytes, at + 4)
  const c = readInt32(bytes, at + 8)
  const d = readInt32(bytes, at + 12)
  const mixed = a ^ b ^ c ^ d
  const slot = (mixed ^ (mixed >>> 8) ^ (mixed >>> 16)) & (slots - 1)
  const place = 4 * slot
  const isKnown =
    knownWords[place] === a &&
    knownWords[place + 1] === b &&
    knownWords[place + 2] === c &&
    knownWords[place + 3] === d
  if (!isKnown) {
    knownWords.set([a, b, c, d], place)
    knownTexts[slot] = textOf(bytes, at)
  }
  return knownTexts[slot] as string
}

function textOf(bytes: Uint8Array, at: number): string {
  // ::ffff:192.0.2.1 is an IPv4 address, and is written as one (RFC 5952 §5).
  const isMapped =
    readUint16(bytes, at + 10) === 0xffff && bytes.subarray(at, at + 10).every((byte) => byte === 0)
  if (isMapped) return `::ffff:${readIpv4Address(bytes, at + 12)}`
  const groups = Array.from({ length: 8 }, (_, i) => readUint16(bytes, at + 2 * i))
  const zeros = longestZeros(groups)
  const hex = (some: number[]) => some.map((group) => group.toString(16)).join(':')
  if (zeros.count < 2) return hex(groups)
  return `${hex(groups.slice(0, zeros.from))}::${hex(groups.slice(zeros.from + zeros.count))}`
}

/** The longest run of zero groups, the first of equals (RFC 5952 §4.2.3). */
function longestZeros(groups: number[]): { from: number; count: number } {
  let longest = { from: 0, count: 0 }
  for (let from = 0; from < 8; from++) {
    let count = 0
    while (groups[from + count] === 0) count++
    if (count > longest.count) longest = { from, count }
  }
  return longest
}

/** Writes an address in any form of RFC 4291 §2.2, without a zone; false, with nothing written, where it is none. */
export function writeIpv6Address(text: string, bytes: Uint8Array, at: number): boolean {
  const halves = text.split('::')
  const front = groupsOf(halves[0] as string, halves.length === 1)
  const back = halves.length === 1 ? [] : groupsOf(halves[1] as string, true)
  if (!front || !back || halves.length > 2) return false
  const missing = 8 - front.length - back.length
  // The two colons stand for one group of zeros at least.
  if (halves.length === 1 ? missing !== 0 : missing < 1) return false
  const groups = [...front, ...new Array<number>(missing).fill(0), ...back]
  groups.forEach((group, i) => {
    writeUint16(bytes, at + 2 * i, group)
  })
  return true
}

function groupsOf(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const groups: number[] = []
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else if (isLast && i === parts.length - 1 && writeIpv4Address(part, dotted, 0)) {
      groups.push(readUint16(dotted, 0), readUint16(dotted, 2))
    } else return undefined
  }
  return groups
}

const dotted = new Uint8Array(4)
