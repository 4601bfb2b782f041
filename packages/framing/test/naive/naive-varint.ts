import type { NaiveCodec } from './naive-decoder.ts'

export function naiveVarint(isMinimal: boolean): NaiveCodec {
  return {
    first(rest, maxFrameBytes) {
      const last = rest.findIndex((value) => value < 0x80)
      const isEndless = last > 9 || (last < 0 && rest.length >= 10)
      if (isEndless || (last === 9 && (rest[9] as number) > 1)) {
        return { found: 'broken', code: 'varint-too-long', skip: 'lost' }
      }
      if (last < 0) return { found: 'need-more' }
      const bits = rest
        .slice(0, last + 1)
        .map((value) => (value % 128).toString(2).padStart(7, '0'))
      const length = BigInt(`0b${bits.reverse().join('')}`)
      const frameBytes = length + BigInt(last + 1)
      const skip = frameBytes < 2n ** 53n ? Number(frameBytes) : Number.POSITIVE_INFINITY
      if (isMinimal && last > 0 && rest[last] === 0) {
        return { found: 'broken', code: 'varint-not-minimal', skip }
      }
      if (frameBytes > maxFrameBytes) return { found: 'broken', code: 'frame-too-long', skip }
      if (rest.length < frameBytes) return { found: 'need-more' }
      const payload = rest.slice(last + 1, Number(frameBytes))
      return { found: 'frame', payload, frameBytes: Number(frameBytes) }
    },
  }
}
