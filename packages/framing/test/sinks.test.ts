import { describe, expect, it } from 'vitest'
import {
  type Broken,
  FrameDecoder,
  type FrameSink,
  lineCodec,
  netstringCodec,
} from '../src/index.ts'
import { type Spec, subjectOf } from './naive/subject.ts'
import { latin } from './transcript.ts'

/** Writes down what it is told, and then does something else. */
function scribe(told: string[], then: (line: string) => void = () => {}): FrameSink {
  return {
    frame(bytes, start, end) {
      const line = Buffer.from(bytes.subarray(start, end)).toString('latin1')
      told.push(line)
      then(line)
    },
    broken({ code }: Broken) {
      told.push(code)
      then(code)
    },
  }
}

describe('frame-9: a sink that throws', () => {
  it('loses nothing: the frame counts as told, and the next push goes on behind it', () => {
    const decoder = new FrameDecoder(lineCodec())
    const told: string[] = []
    const thrower = scribe(told, (line) => {
      if (line === 'b') throw new Error('not today')
    })
    const chunk = latin('a\nb\nc\nd')
    expect(() => decoder.push(chunk, thrower)).toThrow('not today')
    expect(told).toEqual(['a', 'b'])
    expect([decoder.framedBytes, decoder.pendingBytes]).toEqual([4, 3])
    chunk.fill(0x21)
    decoder.push(latin('e\n'), thrower)
    expect(told).toEqual(['a', 'b', 'c', 'de'])
  })

  it('may use the memory of its chunk again, also when a frame had begun in the chunk before', () => {
    const decoder = new FrameDecoder(netstringCodec(), { maxFrameBytes: 3, oversize: 'skip' })
    const told: string[] = []
    const thrower = scribe(told, () => {
      throw new Error('not today')
    })
    decoder.push(Buffer.from('4'), thrower)
    const chunk = Buffer.from(':long,2:ok,')
    expect(() => decoder.push(chunk, thrower)).toThrow('not today')
    chunk.fill(0x21)
    expect(() => decoder.push(Buffer.alloc(0), thrower)).toThrow('not today')
    expect(told).toEqual(['frame-too-long', 'ok'])
  })

  it('at a fault loses nothing either', () => {
    const decoder = new FrameDecoder(lineCodec(), { maxFrameBytes: 3, oversize: 'skip' })
    const told: string[] = []
    const thrower = scribe(told, () => {
      throw new Error('not today')
    })
    expect(() => decoder.push(latin('too long\nb\n'), thrower)).toThrow('not today')
    expect(() => decoder.push(new Uint8Array(), thrower)).toThrow('not today')
    decoder.push(new Uint8Array(), thrower)
    expect(told).toEqual(['frame-too-long', 'b'])
    expect([decoder.framedBytes, decoder.skippedBytes, decoder.pendingBytes]).toEqual([2, 9, 0])
  })

  it('at the end of the stream loses nothing: the end can be asked for again', () => {
    const decoder = new FrameDecoder(lineCodec())
    decoder.push(latin('a\r'))
    const told: string[] = []
    const thrower = scribe(told, () => {
      throw new Error('not today')
    })
    expect(() => decoder.finish(thrower)).toThrow('not today')
    expect(decoder.finish(thrower)).toEqual({ kind: 'end', end: 'clean', pendingBytes: 0 })
    expect(told).toEqual(['a'])
  })
})

describe('frame-9: a sink that pushes', () => {
  it('is told of those bytes behind the ones at hand', () => {
    const decoder = new FrameDecoder(lineCodec())
    const told: string[] = []
    const pusher = scribe(told, (line) => {
      if (line === 'b') decoder.push(latin('d2\nlast'), pusher)
      if (line === 'd1d2') decoder.push(latin(' line\n'), pusher)
    })
    decoder.push(latin('a\nb\nc\nd1'), pusher)
    expect(told).toEqual(['a', 'b', 'c', 'd1d2', 'last line'])
    expect([decoder.framedBytes, decoder.pendingBytes]).toEqual([21, 0])
  })

  it('may use its memory again at once', () => {
    const decoder = new FrameDecoder(netstringCodec())
    const told: string[] = []
    const memory = latin('1:x,')
    const pusher = scribe(told, (line) => {
      if (line !== 'a') return
      decoder.push(memory, pusher)
      memory.fill(0)
    })
    decoder.push(latin('1:a,1:b,'), pusher)
    expect(told).toEqual(['a', 'b', 'x'])
  })

  it('without a sink is answered nothing: the sink at work is told', () => {
    const decoder = new FrameDecoder(lineCodec())
    const told: string[] = []
    const pusher = scribe(told, (line) => {
      if (line === 'a') expect(decoder.push(latin('b\n'))).toEqual([])
    })
    decoder.push(latin('a\n'), pusher)
    expect(told).toEqual(['a', 'b'])
  })

  it('cannot end the stream that it is being told of', () => {
    const decoder = new FrameDecoder(lineCodec())
    const ender = scribe([], () => decoder.finish())
    expect(() => decoder.push(latin('a\n'), ender)).toThrow(TypeError)
  })
})

it('frame-9: nothing can be pushed behind the end', () => {
  const decoder = new FrameDecoder(lineCodec())
  decoder.finish()
  expect(() => decoder.push(latin('a\n'))).toThrow(/ended/)
})

describe('frame-9: a limit that is changed', () => {
  const specs: Spec[] = [
    { codec: 'length', lengthBytes: 1 },
    { codec: 'varint' },
    { codec: 'netstring' },
    { codec: 'line' },
    { codec: 'delimiter', delimiters: ['0d0a', '3b'], escape: '5c' },
    { codec: 'cobs' },
    { codec: 'checksummed' },
  ]
  const [short, long] = [latin('short'), new Uint8Array(60).fill(0x61)]

  it.each(specs)('between frames holds for the next one: %o', (spec) => {
    const { codec } = subjectOf(spec)
    const decoder = new FrameDecoder(codec, { maxFrameBytes: 100, oversize: 'skip' })
    const told: string[] = []
    const changer = scribe(told, () => {
      decoder.maxFrameBytes = told.length === 1 ? 30 : 100
    })
    const frames = [long, long, short, long].map((payload) => codec.encode(payload))
    decoder.push(Buffer.concat(frames), changer)
    const a60 = 'a'.repeat(60)
    expect(told).toEqual([a60, 'frame-too-long', 'short', a60])
    expect(decoder.pendingBytes).toBe(0)
  })

  it.each(specs)('holds for a frame that is half there: %o', (spec) => {
    const { codec } = subjectOf(spec)
    const frame = codec.encode(long)
    for (const half of [20, 50]) {
      const decoder = new FrameDecoder(codec, { maxFrameBytes: 100, oversize: 'skip' })
      const told: string[] = []
      decoder.push(frame.subarray(0, half), scribe(told))
      expect(told).toEqual([])
      decoder.maxFrameBytes = 40
      decoder.push(frame.subarray(half), scribe(told))
      decoder.push(codec.encode(short), scribe(told))
      expect(told).toEqual(['frame-too-long', 'short'])
      expect(decoder.skippedBytes).toBe(frame.length)
    }
  })

  it.each(specs.slice(2))('can save a frame whose length is not known yet: %o', (spec) => {
    const { codec } = subjectOf(spec)
    const frame = codec.encode(long)
    const decoder = new FrameDecoder(codec, { maxFrameBytes: 3 })
    decoder.push(frame.subarray(0, 1))
    decoder.maxFrameBytes = 1000
    expect(decoder.push(frame.subarray(1))).toMatchObject([{ kind: 'frame', bytes: long }, {}])
  })
})
