import { toVisibleText } from '@socket-labs/trace'

const shownBytes = 48

/** A field's value in quotes, one character a byte; of a long one the first 48 and how many there are. */
export function shownText(bytes: Uint8Array): string {
  const text = toVisibleText(bytes.subarray(0, shownBytes))
  return bytes.length > shownBytes ? `"${text}…" ${bytes.length} bytes` : `"${text}"`
}

/** Big-endian, as networks count. Exact up to 2^53, and above every limit beyond. */
export function bigEndian(bytes: Uint8Array): number {
  return bytes.reduce((number, byte) => number * 256 + byte, 0)
}

/** One character a byte, whatever the byte. */
export function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}
