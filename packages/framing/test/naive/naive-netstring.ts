import type { NaiveCodec } from './naive-decoder.ts'

export const naiveNetstring: NaiveCodec = {
  first(rest, maxFrameBytes) {
    const text = String.fromCharCode(...rest)
    const isBeginning = /^(0|[1-9][0-9]{0,15})?$/.test(text)
    if (isBeginning) return { found: 'need-more' }
    if (/^[1-9][0-9]{16}/.test(text)) {
      return { found: 'broken', code: 'frame-too-long', skip: Number.POSITIVE_INFINITY }
    }
    const [header, digits] = /^(0|[1-9][0-9]{0,15}):/.exec(text) ?? []
    if (header === undefined || digits === undefined) {
      return { found: 'broken', code: 'netstring-length', skip: 'lost' }
    }
    const frameBytes = BigInt(header.length) + BigInt(digits) + 1n
    if (BigInt(digits) > maxFrameBytes) {
      const skip = frameBytes < 2n ** 53n ? Number(frameBytes) : Number.POSITIVE_INFINITY
      return { found: 'broken', code: 'frame-too-long', skip }
    }
    if (text.length < frameBytes) return { found: 'need-more' }
    const last = Number(frameBytes) - 1
    if (text[last] !== ',') return { found: 'broken', code: 'netstring-comma', skip: 'lost' }
    return { found: 'frame', payload: rest.slice(header.length, last), frameBytes: last + 1 }
  },
}
