/**
 * The Internet checksum (RFC 1071) of the parts, as if they stood behind each other: the complement of the
 * one's complement sum of their 16-bit words. A last odd byte counts as if a zero stood behind it. Of bytes
 * that hold their own right checksum it is 0.
 */
export function internetChecksum(...parts: Uint8Array[]): number {
  let sum = 0
  let isOdd = false
  for (const part of parts) {
    const own = foldSum(sumWords(part, 0, part.length))
    // Moved by one byte, each byte counts in the other half of a word: the sum is the same, swapped.
    sum += isOdd ? swap(own) : own
    if (part.length & 1) isOdd = !isOdd
  }
  return checksumOfSum(sum)
}

/**
 * Adds the words of `bytes[from, to)` to `before`. The carries are left above bit 16, which is what makes it
 * quick: `foldSum` puts them back. Exact up to 4 MiB.
 */
export function sumWords(bytes: Uint8Array, from: number, to: number, before = 0): number {
  // A view costs more than it saves on a header.
  return to - from < 128 ? sumBytes(bytes, from, to, before) : sumLong(bytes, from, to, before)
}

/** Words of 32 bits give the same once folded, as 2^16 is 1 modulo 2^16 - 1 (RFC 1071 §2(C)). */
function sumLong(bytes: Uint8Array, from: number, to: number, before: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let sum = before
  let at = from
  for (const end = to - 15; at < end; at += 16) {
    sum +=
      view.getUint32(at) + view.getUint32(at + 4) + view.getUint32(at + 8) + view.getUint32(at + 12)
  }
  return sumBytes(bytes, at, to, sum)
}

function sumBytes(bytes: Uint8Array, from: number, to: number, before: number): number {
  let upper = 0
  let lower = 0
  let at = from
  for (const end = to - 1; at < end; at += 2) {
    upper += bytes[at] as number
    lower += bytes[at + 1] as number
  }
  if (at < to) upper += bytes[at] as number
  return before + upper * 256 + lower
}

/** The one's complement sum in 16 bits: what was carried out at the top is added at the bottom. */
function foldSum(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000)
  return folded
}

export function checksumOfSum(sum: number): number {
  return foldSum(sum) ^ 0xffff
}

function swap(word: number): number {
  return ((word & 0xff) << 8) | (word >>> 8)
}
