import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameStream, type FrameStreamOptions, FrameWriter } from '../node/index.ts'
import {
  type Broken,
  BrokenStreamError,
  type DecoderOptions,
  FrameDecoder,
  lineCodec,
  netstringCodec,
} from '../src/index.ts'
import { decodeNaively } from './naive/naive-decoder.ts'
import { randomCase } from './naive/random-case.ts'
import { subjectOf } from './naive/subject.ts'
import { latin } from './transcript.ts'

function netstrings(options: FrameStreamOptions & DecoderOptions = {}) {
  const decoder = new FrameDecoder(netstringCodec(), options)
  return { decoder, stream: new FrameStream(decoder, options) }
}

function textOf(payload: Uint8Array): string {
  return Buffer.from(payload).toString('latin1')
}

async function collect(stream: FrameStream, told: string[] = []): Promise<string[]> {
  for await (const payload of stream) told.push(textOf(payload))
  return told
}

describe('frame-9: a stream of payloads', () => {
  it('has each, in order, however the bytes were cut', async () => {
    const { stream } = netstrings()
    const chunks = ['1:a,5:h', 'el', 'lo,0:,'].map(latin)
    const told = collect(stream)
    await pipeline(Readable.from(chunks), stream)
    expect(await told).toEqual(['a', 'hello', ''])
  })

  it('a payload has all bytes of its frame, also when the next chunk has come', async () => {
    const stream = new FrameStream(new FrameDecoder(lineCodec()))
    const kept: Uint8Array[] = []
    stream.on('data', (payload: Uint8Array) => kept.push(payload))
    for (let i = 0; i < 100; i++) stream.write(`line ${i}`.slice(0, 3)) && stream.write(`e ${i}\n`)
    stream.end()
    await once(stream, 'end')
    expect(kept.map(textOf)).toEqual(Array.from({ length: 100 }, (_, i) => `line ${i}`))
  })

  it('has the one that only the end of the stream completes', async () => {
    const stream = new FrameStream(new FrameDecoder(lineCodec()))
    stream.end('a\rb\r')
    expect(await collect(stream)).toEqual(['a', 'b'])
  })
})

it('frame-9: any stream, however it is cut and read, is decoded as a naive decoder does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), fc.integer({ min: 1, max: 3 }), async (generate, waiting) => {
      const { spec, chunks } = randomCase((min, max) => generate(fc.integer, { min, max }))
      const { codec, naive, options } = subjectOf(spec)
      const frames: string[] = []
      const codes: string[] = []
      const onBroken = ({ code }: Broken) => codes.push(code)
      const decoder = new FrameDecoder(codec, options)
      const stream = new FrameStream(decoder, { onBroken, readableHighWaterMark: waiting })
      const source = Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
      await Promise.all([
        collect(stream, frames).catch((error) => codes.push(error.code)),
        pipeline(source, stream).catch(() => {}),
      ])
      const { told, pendingBytes, hasStopped } = decodeNaively(naive, chunks.flat(), options, true)
      const payloads = told.flatMap((one) => (one.kind === 'frame' ? [one.payload] : []))
      expect(frames).toEqual(payloads.map((payload) => textOf(Uint8Array.from(payload))))
      const faults = told.flatMap((one) => (one.kind === 'broken' ? [one.code] : []))
      const isCutOff = pendingBytes > 0 && !hasStopped
      expect(codes).toEqual(isCutOff ? [...faults, 'truncated'] : faults)
    }),
  )
})

describe('frame-9: a reader that is slow keeps the writer waiting', () => {
  const hundred = latin('1:x,'.repeat(100))

  it('a chunk is decoded only as far as its frames are wanted', () => {
    const { decoder, stream } = netstrings({ readableHighWaterMark: 4 })
    stream.write(hundred)
    expect([stream.readableLength, decoder.framedBytes]).toEqual([4, 16])
    expect(stream.read()).toEqual(latin('x'))
    expect(decoder.framedBytes).toBeLessThanOrEqual(24)
  })

  it('and no other chunk is taken before', async () => {
    const { decoder, stream } = netstrings({
      readableHighWaterMark: 4,
      writableHighWaterMark: 1000,
    })
    expect([stream.write(hundred), stream.write(hundred)]).toEqual([true, true])
    expect([stream.write(hundred), stream.writableNeedDrain]).toEqual([false, true])
    expect([decoder.framedBytes, decoder.pendingBytes]).toEqual([16, 384])
    let frames = 0
    stream.on('data', () => frames++)
    await once(stream, 'drain')
    stream.end()
    await once(stream, 'end')
    expect([frames, decoder.framedBytes]).toEqual([300, 1200])
  })

  it('a source that is piped into it is paused', async () => {
    const { decoder, stream } = netstrings({ readableHighWaterMark: 4, writableHighWaterMark: 400 })
    let asked = 0
    const source = new Readable({
      highWaterMark: 400,
      read() {
        asked++
        this.push(asked > 1000 ? null : Buffer.from(hundred))
      },
    })
    source.pipe(stream)
    await expect.poll(() => stream.writableNeedDrain).toBe(true)
    expect(source.isPaused()).toBe(true)
    expect(asked).toBeLessThan(10)
    expect(decoder.framedBytes).toBe(16)
    expect((await collect(stream)).length).toBe(100_000)
  })
})

describe('frame-9: what is broken ends the stream of payloads', () => {
  it('with an error, when the payloads in front of it have been read', async () => {
    const { stream } = netstrings()
    stream.write(latin('1:a,1:b,x'))
    expect(stream.destroyed).toBe(false)
    const told: string[] = []
    const error = await collect(stream, told).catch((reason: unknown) => reason)
    expect(told).toEqual(['a', 'b'])
    expect(error).toBeInstanceOf(BrokenStreamError)
    expect(error).toMatchObject({ code: 'netstring-length', broken: { atByte: 8 } })
  })

  it('also for a reader in flowing mode', async () => {
    const { stream } = netstrings()
    const told: string[] = []
    stream.on('data', (payload: Uint8Array) => told.push(textOf(payload)))
    stream.write(latin('1:a,1:b,x'))
    const [error] = await once(stream, 'error')
    expect([told, error.code]).toEqual([['a', 'b'], 'netstring-length'])
  })

  it('with an error where the source ended within a frame', async () => {
    const { stream } = netstrings()
    stream.end(latin('1:a,5:he'))
    const told: string[] = []
    const error = await collect(stream, told).catch((reason: unknown) => reason)
    expect([told, error]).toMatchObject([['a'], { code: 'truncated' }])
  })

  it('and a pipeline with it destroys the source', async () => {
    const { stream } = netstrings()
    const source = new PassThrough()
    source.write('x')
    await expect(pipeline(source, stream)).rejects.toThrow(BrokenStreamError)
    expect(source.destroyed).toBe(true)
  })

  it('but not where it is skipped: somebody else is told', async () => {
    const broken: Broken[] = []
    const onBroken = (fault: Broken) => broken.push(fault)
    const { stream } = netstrings({ maxFrameBytes: 2, oversize: 'skip', onBroken })
    stream.end(latin('1:a,3:abc,1:b,'))
    expect(await collect(stream)).toEqual(['a', 'b'])
    expect(broken).toMatchObject([{ code: 'frame-too-long', skippedBytes: 6 }])
  })
})

describe('frame-9: a stream of payloads that is given up', () => {
  it('a source that is destroyed destroys it, in a pipeline', async () => {
    const { stream } = netstrings()
    const source = new PassThrough()
    const piped = pipeline(source, stream)
    source.write('5:he')
    source.destroy(new Error('cable cut'))
    await expect(piped).rejects.toThrow('cable cut')
    expect(stream.destroyed).toBe(true)
  })

  it('a consumer that breaks off destroys it, and in a pipeline the source', async () => {
    const { stream } = netstrings()
    const source = new PassThrough()
    const piped = pipeline(source, stream)
    source.write('1:a,1:b,')
    for await (const payload of stream) {
      expect(textOf(payload)).toBe('a')
      break
    }
    await expect(piped).rejects.toThrow()
    expect([stream.destroyed, source.destroyed]).toEqual([true, true])
  })

  it('decodes nothing more', () => {
    const { decoder, stream } = netstrings({ readableHighWaterMark: 1 })
    stream.write('1:a,1:b,1:c,')
    stream.destroy()
    stream.read()
    expect(decoder.framedBytes).toBe(4)
  })
})

describe('frame-9: a stream of frames', () => {
  it('has each payload as a frame', async () => {
    const payloads = ['a', 'hello', ''].map(latin)
    const writer = Readable.from(payloads).pipe(new FrameWriter(netstringCodec()))
    const chunks = await writer.toArray()
    expect(Buffer.concat(chunks).toString()).toBe('1:a,5:hello,0:,')
  })

  it('ends with an error at a payload that cannot be written', async () => {
    const writer = new FrameWriter(lineCodec(), { maxFrameBytes: 3 })
    writer.write(latin('long'))
    const [error] = await once(writer, 'error')
    expect(error).toMatchObject({ name: 'EncodeError', code: 'ERR_FRAME_TOO_LONG' })
  })
})
