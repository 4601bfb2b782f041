import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, PipeFrameDecoder, PipeFrameError } from '../src/index.ts'

const stream = Buffer.concat([
  encodeFrame(['{"a":1}', '{"b":"粘包"}'], [Buffer.from('xyz'), Buffer.from([0, 255])]),
  encodeFrame([], []),
  encodeFrame(['{}'], []),
])
const whole = new PipeFrameDecoder().push(stream)

describe('frames on the log pipe', () => {
  it('come out as they went in', () => {
    expect(whole).toEqual([
      { lines: ['{"a":1}', '{"b":"粘包"}'], blob: Buffer.from([0x78, 0x79, 0x7a, 0, 255]) },
      { lines: [], blob: Buffer.alloc(0) },
      { lines: ['{}'], blob: Buffer.alloc(0) },
    ])
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
    const lie = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])
    expect(() => new PipeFrameDecoder().push(lie)).toThrow(PipeFrameError)
  })
})
