import type { LengthOptions } from '../../src/index.ts'
import type { NaiveCodec } from './naive-decoder.ts'

export function naiveLength(options: LengthOptions): NaiveCodec {
  const { lengthBytes = 4, endian = 'big', lengthOffset = 0, lengthAdjustment = 0 } = options
  const headerBytes = lengthOffset + lengthBytes
  const { stripBytes = headerBytes } = options
  return {
    first(rest, maxFrameBytes) {
      if (rest.length < headerBytes) return { found: 'need-more' }
      const field = rest.slice(lengthOffset, headerBytes)
      if (endian === 'little') field.reverse()
      const length = BigInt(
        `0x${field.map((value) => value.toString(16).padStart(2, '0')).join('')}`,
      )
      const frameBytes = BigInt(headerBytes) + length + BigInt(lengthAdjustment)
      if (frameBytes < headerBytes || frameBytes < stripBytes) {
        return { found: 'broken', code: 'length-negative', skip: 'lost' }
      }
      if (frameBytes > maxFrameBytes) {
        const skip = frameBytes < 2n ** 53n ? Number(frameBytes) : Number.POSITIVE_INFINITY
        return { found: 'broken', code: 'frame-too-long', skip }
      }
      if (rest.length < frameBytes) return { found: 'need-more' }
      const payload = rest.slice(stripBytes, Number(frameBytes))
      return { found: 'frame', payload, frameBytes: Number(frameBytes) }
    },
  }
}
