import type { NaiveCodec } from './naive-decoder.ts'

export const naiveChecksummed: NaiveCodec = {
  first(rest, maxFrameBytes) {
    const [sync0 = 0xa5, sync1 = 0xc3] = rest
    if (sync0 !== 0xa5 || sync1 !== 0xc3) {
      return { found: 'broken', code: 'sync-lost', skip: 'seek' }
    }
    if (rest.length < 8) return { found: 'need-more' }
    if (!hasHeader(rest)) return { found: 'broken', code: 'header-damaged', skip: 'seek' }
    const frameBytes = 8 + number(rest.slice(2, 6)) + 4
    if (frameBytes > maxFrameBytes)
      return { found: 'broken', code: 'frame-too-long', skip: frameBytes }
    if (rest.length < frameBytes) return { found: 'need-more' }
    const payload = rest.slice(8, frameBytes - 4)
    if (bitwiseCrc32(payload) !== number(rest.slice(frameBytes - 4, frameBytes))) {
      return { found: 'broken', code: 'payload-damaged', skip: 'seek' }
    }
    return { found: 'frame', payload, frameBytes }
  },
  brokenBytes(rest) {
    const behind = rest.findIndex((_, at) => at > 0 && hasHeader(rest.slice(at, at + 8)))
    return behind < 0 ? undefined : behind
  },
}

function hasHeader(bytes: number[]): boolean {
  const isWhole = bytes.length >= 8 && bytes[0] === 0xa5 && bytes[1] === 0xc3
  return isWhole && bitwiseCrc16(bytes.slice(0, 6)) === number(bytes.slice(6, 8))
}

function number(bytes: number[]): number {
  return bytes.reduce((sum, value) => sum * 256 + value, 0)
}

/** A division with paper and pencil: bit by bit, without a table. */
export function bitwiseCrc16(bytes: number[]): number {
  let remainder = 0xffff
  for (const value of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const isOne = remainder >= 0x8000 !== (((value >> bit) & 1) === 1)
      remainder = (remainder * 2) % 0x10000
      if (isOne) remainder ^= 0x1021
    }
  }
  return remainder
}

/** The lowest bit of each byte comes first, and the remainder is read backwards at the end. */
export function bitwiseCrc32(bytes: number[]): number {
  let remainder = 0xffffffff
  for (const value of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const isOne = remainder >= 0x80000000 !== (((value >> bit) & 1) === 1)
      remainder = (remainder * 2) % 0x100000000
      if (isOne) remainder = (remainder ^ 0x04c11db7) >>> 0
    }
  }
  const bits = (~remainder >>> 0).toString(2).padStart(32, '0')
  return Number.parseInt([...bits].reverse().join(''), 2)
}
