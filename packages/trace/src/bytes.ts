/** Where captured bytes stand in a run's `bytes.bin`: from `offset`, `length` of them. */
export interface BytesRef {
  offset: number
  length: number
}

/** Reads `"offset:length"`, two non-negative decimal safe integers; undefined for anything else. */
export function parseBytesRef(text: string): BytesRef | undefined {
  const match = /^(\d{1,16}):(\d{1,16})$/.exec(text)
  if (!match) return undefined
  const offset = Number(match[1])
  const length = Number(match[2])
  return Number.isSafeInteger(offset + length) ? { offset, length } : undefined
}

export function formatBytesRef(offset: number, length: number): string {
  return `${offset}:${length}`
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hex, two digits a byte, with `separator` between bytes. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  const pairs: string[] = []
  for (const byte of bytes) pairs.push(hexPairs[byte] as string)
  return pairs.join(separator)
}

/**
 * Bytes as a learner can read them, one character a byte: printable ASCII as it is,
 * control bytes as their Unicode pictures (newline is ␊), the rest as `·`.
 */
export function toVisibleText(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) {
    if (byte < 0x20) text += String.fromCharCode(0x2400 + byte)
    else if (byte < 0x7f) text += String.fromCharCode(byte)
    else text += byte === 0x7f ? '\u2421' : '·'
  }
  return text
}
