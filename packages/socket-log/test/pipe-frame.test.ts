import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  encodeFrame,
  noBytes,
  type PipeFrame,
  PipeFrameDecoder,
  PipeFrameError,
} from '../src/index.ts'

const frames: PipeFrame[] = [
  {
    lines: ['{"a":1}', '{"b":"粘包"}', '{"empty":"read"}'],
    lengths: [3, noBytes, 0],
    blob: Buffer.from('xyz'),
  },
  { lines: [], lengths: [], blob: Buffer.alloc(0) },
  { lines: ['{}'], lengths: [2], blob: Buffer.from([0, 255]) },
]
const stream = Buffer.concat(frames.map(encodeFrame))
const whole = new PipeFrameDecoder().push(stream)

describe('frames on the log pipe', () => {
  it('come out as they went in', () => {
    expect(whole).toEqual(frames)
  })

  it('come out the same however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: stream.length })), (cuts) => {
        const decoder = new PipeFrameDecoder()
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length]
        const frames = edges.flatMap((edge, i) =>
          decoder.push(stream.subarray(edges[i - 1] ?? 0, edge)),
        )
        expect(frames).toEqual(whole)
        expect(decoder.pendingBytes).toBe(0)
      }),
    )
  })

  it('leave pending bytes when the stream is cut anywhere else than between frames', () => {
    for (let end = 1; end < stream.length; end++) {
      const decoder = new PipeFrameDecoder()
      const frames = decoder.push(stream.subarray(0, end))
      expect(frames.length + (decoder.pendingBytes > 0 ? 1 : 0)).toBeGreaterThan(0)
    }
  })

  it('with an absurd length are refused before anything is kept for them', () => {
    for (const field of [0, 4, 8]) {
      const lie = Buffer.alloc(12)
      lie.writeUInt32BE(0xffffffff, field)
      expect(() => new PipeFrameDecoder().push(lie)).toThrow(PipeFrameError)
    }
  })
})

describe('a frame that contradicts itself', () => {
  it('is refused: more drafts than lines, or bytes that belong to nobody', () => {
    const more = encodeFrame({ lines: ['{}'], lengths: [noBytes], blob: Buffer.from('x') })
    expect(() => new PipeFrameDecoder().push(more)).toThrow(PipeFrameError)
    const fewer = encodeFrame({ lines: ['{}\n{}'], lengths: [noBytes], blob: Buffer.alloc(0) })
    expect(() => new PipeFrameDecoder().push(fewer)).toThrow(PipeFrameError)
  })
})
