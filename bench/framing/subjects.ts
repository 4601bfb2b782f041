import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import {
  type Codec,
  decodeFrames,
  FrameDecoder,
  lengthCodec,
  lineCodec,
  varintCodec,
} from '@socket-labs/framing'
import { FrameStream } from '@socket-labs/framing/node'
import { decode as itDecode } from 'it-length-prefixed'
import lengthPrefixedStream from 'length-prefixed-stream'
import split2 from 'split2'
import type { CutStream } from './streams.ts'

/** Reads a whole stream once and answers how many payload bytes it was handed. */
export type Subject = (stream: CutStream) => number | Promise<number>

const maxFrameBytes = 2 ** 25

function callback(codec: Codec): Subject {
  return ({ chunks }) => {
    let seen = 0
    const decoder = new FrameDecoder(codec, { maxFrameBytes })
    const sink = {
      frame(_bytes: Uint8Array, start: number, end: number) {
        seen += end - start
      },
      broken() {
        throw new Error('the benchmark sends no broken frame')
      },
    }
    for (const chunk of chunks) decoder.push(chunk, sink)
    return seen
  }
}

function views(codec: Codec): Subject {
  return ({ chunks }) => {
    let seen = 0
    const decoder = new FrameDecoder(codec, { maxFrameBytes })
    for (const chunk of chunks) {
      for (const found of decoder.push(chunk))
        if (found.kind === 'frame') seen += found.bytes.length
    }
    return seen
  }
}

function strings(codec: Codec): Subject {
  return ({ chunks }) => {
    let seen = 0
    const decoder = new FrameDecoder(codec, { maxFrameBytes })
    const sink = {
      frame(bytes: Uint8Array, start: number, end: number) {
        seen += Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString().length
      },
      broken() {
        throw new Error('the benchmark sends no broken line')
      },
    }
    for (const chunk of chunks) decoder.push(chunk, sink)
    return seen
  }
}

/** Writes the chunks as fast as the stream takes them, and sums what comes out. */
async function throughStream(stream: Duplex, { chunks }: CutStream): Promise<number> {
  let seen = 0
  stream.on('data', (frame: { length: number }) => {
    seen += frame.length
  })
  for (const chunk of chunks) if (!stream.write(chunk)) await once(stream, 'drain')
  stream.end()
  await once(stream, 'end')
  return seen
}

async function* inTurn(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks
}

/** What most people write first: what is there and what comes are put together, and looked at anew. */
function concatenation({ chunks }: CutStream): number {
  let seen = 0
  let waiting = Buffer.alloc(0)
  for (const chunk of chunks) {
    waiting = Buffer.concat([waiting, chunk])
    while (waiting.length >= 4) {
      const end = 4 + waiting.readUInt32BE(0)
      if (waiting.length < end) break
      seen += waiting.subarray(4, end).length
      waiting = waiting.subarray(end)
    }
  }
  return seen
}

/** Not a decoder: what it costs to copy each payload once, when one knows already where it is. */
function copyFrames({ bytes, frames, payloadBytes }: CutStream): number {
  const size = payloadBytes / frames
  const frameBytes = bytes.length / frames
  const target = Buffer.alloc(size)
  let seen = 0
  for (let end = frameBytes; end <= bytes.length; end += frameBytes) {
    seen += bytes.copy(target, 0, end - size, end)
  }
  return seen
}

/** Not a decoder: what it costs to move the chunks as they are. */
function copyChunks({ chunks, payloadBytes }: CutStream): number {
  const target = Buffer.alloc(64 * 1024)
  for (const chunk of chunks) chunk.copy(target)
  return payloadBytes
}

const varint = varintCodec()
const length = lengthCodec()
const line = lineCodec()

/** By the form in which the stream's frames travel. */
export const subjects: Record<'varint' | 'length' | 'line', Record<string, Subject>> = {
  varint: {
    callback: callback(varint),
    views: views(varint),
    FrameStream: (stream) =>
      throughStream(new FrameStream(new FrameDecoder(varint, { maxFrameBytes })), stream),
    decodeFrames: async ({ chunks }) => {
      let seen = 0
      const decoder = new FrameDecoder(varint, { maxFrameBytes })
      for await (const frame of decodeFrames(inTurn(chunks), decoder)) seen += frame.length
      return seen
    },
    'length-prefixed-stream': (stream) => throughStream(lengthPrefixedStream.decode(), stream),
    'it-length-prefixed': ({ chunks }) => {
      let seen = 0
      for (const frame of itDecode(chunks, { maxDataLength: maxFrameBytes }))
        seen += frame.byteLength
      return seen
    },
    'Buffer.copy of each frame': copyFrames,
    'Buffer.copy of each chunk': copyChunks,
  },
  length: {
    callback: callback(length),
    views: views(length),
    concatenation,
    'Buffer.copy of each frame': copyFrames,
    'Buffer.copy of each chunk': copyChunks,
  },
  line: {
    callback: callback(line),
    views: views(line),
    strings: strings(line),
    split2: (stream) => throughStream(split2(), stream),
  },
}

/** A stream's frames of one size, in the form of `kind`. */
export function frameOf(kind: keyof typeof subjects, payloadBytes: number): Uint8Array {
  const codec = { varint, length, line }[kind]
  return codec.encode(new Uint8Array(payloadBytes).fill(0x61))
}
