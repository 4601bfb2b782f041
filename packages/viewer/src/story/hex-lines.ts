import { toHex, toVisibleText } from '@socket-labs/trace'

export interface HexLine {
  offset: string
  hex: string
  text: string
}

/**
 * Bytes as lines of `perLine`: offset, hex, and the same bytes as text, where a newline is ↵ and what
 * cannot be printed is ·, signs that every font has.
 */
export function hexLines(bytes: Uint8Array, perLine: number): HexLine[] {
  const lines: HexLine[] = []
  const digits = Math.max(4, bytes.length.toString(16).length)
  for (let at = 0; at < bytes.length; at += perLine) {
    const part = bytes.subarray(at, at + perLine)
    lines.push({
      offset: at.toString(16).padStart(digits, '0'),
      hex: toHex(part, ' '),
      text: toVisibleText(part).replace(/[\u2400-\u2421]/g, (sign) => (sign === '␊' ? '↵' : '·')),
    })
  }
  return lines
}
