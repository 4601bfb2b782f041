import type { NaiveCodec } from './naive-decoder.ts'

export const naiveCobs: NaiveCodec = {
  first(rest, maxFrameBytes) {
    if (rest[0] === 0) return { found: 'idle', frameBytes: 1 }
    const zeroAt = rest.indexOf(0)
    const encoded = zeroAt < 0 ? rest : rest.slice(0, zeroAt)
    // No payload is longer than what it is encoded in.
    for (let count = maxFrameBytes + 1; count <= encoded.length; count++) {
      if (decoded(encoded.slice(0, count)).payload.length > maxFrameBytes) {
        return { found: 'broken', code: 'frame-too-long', skip: 'seek' }
      }
    }
    if (zeroAt < 0) return { found: 'need-more' }
    const frameBytes = zeroAt + 1
    const { payload, isWhole } = decoded(encoded)
    return isWhole
      ? { found: 'frame', payload, frameBytes }
      : { found: 'broken', code: 'cobs-group', skip: frameBytes }
  },
  brokenBytes(rest) {
    const zeroAt = rest.indexOf(0)
    return zeroAt < 0 ? undefined : zeroAt + 1
  },
}

/** Group by group; a zero stands between two groups, unless the first of them is full. */
function decoded(encoded: number[]): { payload: number[]; isWhole: boolean } {
  const payload: number[] = []
  let left = encoded
  for (;;) {
    const [code = 1, ...behind] = left
    payload.push(...behind.slice(0, code - 1))
    if (behind.length < code - 1) return { payload, isWhole: false }
    left = behind.slice(code - 1)
    if (left.length === 0) return { payload, isWhole: true }
    if (code < 255) payload.push(0)
  }
}
