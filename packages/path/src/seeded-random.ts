/** Evenly spread numbers from 0 to below 1. */
export type RandomSource = () => number

/**
 * The same seed gives the same numbers, on every machine. `seed` is a whole number from 0 to 2³² − 1; of
 * others the lowest 32 bits count. Chris Doty-Humphrey's sfc32: 128 bits of state, good for any link here,
 * and never for secrets.
 */
export function seededRandom(seed: number): RandomSource {
  let a = seed | 0
  let b = 0x9e3779b9 | 0
  let c = 0x243f6a88 | 0
  let counter = 1
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  // The first numbers of neighbouring seeds resemble each other.
  for (let i = 0; i < 12; i++) next()
  return next
}
