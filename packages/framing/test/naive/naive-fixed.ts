import type { NaiveCodec } from './naive-decoder.ts'

export function naiveFixed(frameBytes: number): NaiveCodec {
  return {
    first(rest, maxFrameBytes) {
      if (rest.length > 0 && frameBytes > maxFrameBytes) {
        return { found: 'broken', code: 'frame-too-long', skip: 'lost' }
      }
      if (rest.length < frameBytes) return { found: 'need-more' }
      return { found: 'frame', payload: rest.slice(0, frameBytes), frameBytes }
    },
  }
}
