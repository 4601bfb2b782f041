import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type Broken,
  BrokenStreamError,
  decodeFrames,
  FrameDecoder,
  lengthCodec,
  lineCodec,
  netstringCodec,
} from '../src/index.ts'
import { latin } from './transcript.ts'

async function collect(frames: AsyncIterable<Uint8Array>, told: string[] = []): Promise<string[]> {
  for await (const payload of frames) told.push(Buffer.from(payload).toString('latin1'))
  return told
}

async function errorOf(work: Promise<unknown>): Promise<BrokenStreamError> {
  const error = await work.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(BrokenStreamError)
  return error as BrokenStreamError
}

describe('frame-9: the payloads of any source, for await', () => {
  async function* source(...chunks: string[]) {
    for (const chunk of chunks) yield latin(chunk)
  }

  it('come in order, however the bytes were cut, and may be kept', async () => {
    const frames = decodeFrames(
      source('1:a,5:h', 'el', 'lo,0:,'),
      new FrameDecoder(netstringCodec()),
    )
    const kept: Uint8Array[] = []
    for await (const payload of frames) kept.push(payload)
    expect(kept.map((payload) => Buffer.from(payload).toString())).toEqual(['a', 'hello', ''])
  })

  it('with the one that only the end of the stream completes', async () => {
    expect(await collect(decodeFrames(source('a\rb\r'), new FrameDecoder(lineCodec())))).toEqual([
      'a',
      'b',
    ])
  })

  it('up to a broken one, and then there is an error with its code', async () => {
    const told: string[] = []
    const frames = decodeFrames(source('1:a,x:b,1:c,'), new FrameDecoder(netstringCodec()))
    const error = await errorOf(collect(frames, told))
    expect(told).toEqual(['a'])
    expect(error.code).toBe('netstring-length')
    expect(error.broken?.atByte).toBe(4)
    expect(error.message).toMatch(/^at byte 4: expected decimal digits/)
  })

  it('up to the end within a frame, and then there is an error that says what is missing', async () => {
    const told: string[] = []
    const frames = decodeFrames(source('1:a,5:he'), new FrameDecoder(netstringCodec()))
    const error = await errorOf(collect(frames, told))
    expect([told, error.code, error.broken]).toEqual([['a'], 'truncated', undefined])
    expect(error.message).toContain('4 of 8 bytes of the frame')
  })

  it('without the broken ones, of which somebody else is told', async () => {
    const decoder = new FrameDecoder(lineCodec(), { maxFrameBytes: 3, oversize: 'skip' })
    const broken: Broken[] = []
    const onBroken = (fault: Broken) => broken.push(fault)
    const told = await collect(decodeFrames(source('one\nthree\ntwo\n'), decoder, { onBroken }))
    expect(told).toEqual(['one', 'two'])
    expect(broken.map(({ code }) => code)).toEqual(['frame-too-long'])
  })

  it('are decoded no faster than they are taken', async () => {
    let asked = 0
    async function* counting() {
      for (;;) {
        asked++
        yield latin('1:a,1:b,')
      }
    }
    const decoder = new FrameDecoder(netstringCodec())
    const frames = decodeFrames(counting(), decoder)
    for (let i = 1; i <= 5; i++) {
      await frames.next()
      expect([asked, decoder.framedBytes]).toEqual([Math.ceil(i / 2), 4 * i])
    }
    await frames.return()
  })

  it('text is refused: bytes are decoded, and characters cannot be', async () => {
    const text = Readable.from([Buffer.from('a\n')]).setEncoding('utf8')
    await expect(collect(decodeFrames(text, new FrameDecoder(lineCodec())))).rejects.toThrow(
      TypeError,
    )
  })
})

describe('frame-9: the payloads of a socket, for await', () => {
  const open: (Server | Socket)[] = []

  afterEach(() => {
    for (const one of open.splice(0)) 'destroy' in one ? one.destroy() : one.close()
  })

  async function pair(): Promise<[Socket, Socket]> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect((server.address() as { port: number }).port, '127.0.0.1')
    const [accepted] = (await once(server, 'connection')) as [Socket]
    open.push(server, client, accepted)
    return [client, accepted]
  }

  it('a consumer that breaks off destroys the socket', async () => {
    const [client, server] = await pair()
    client.write(lengthCodec().encode(latin('one')))
    for await (const payload of decodeFrames(server, new FrameDecoder(lengthCodec()))) {
      expect(payload).toEqual(latin('one'))
      break
    }
    expect(server.destroyed).toBe(true)
  })

  it('a fault destroys the socket', async () => {
    const [client, server] = await pair()
    client.write(latin('\xff\xff\xff\xff'))
    await errorOf(collect(decodeFrames(server, new FrameDecoder(lengthCodec()))))
    expect(server.destroyed).toBe(true)
  })

  it('a reset is an error of the socket and no end', async () => {
    const [client, server] = await pair()
    client.write(latin('\x00\x00\x00\x03on'))
    const told = collect(decodeFrames(server, new FrameDecoder(lengthCodec())))
    await expect.poll(() => server.bytesRead).toBe(6)
    client.resetAndDestroy()
    await expect(told).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('an end within a frame is an error that says so', async () => {
    const [client, server] = await pair()
    client.end(latin('\x00\x00\x00\x03on'))
    const error = await errorOf(collect(decodeFrames(server, new FrameDecoder(lengthCodec()))))
    expect(error.code).toBe('truncated')
  })
})
