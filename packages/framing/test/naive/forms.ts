import {
  type Broken,
  type Decoded,
  type Ended,
  FrameDecoder,
  type FrameSink,
} from '../../src/index.ts'
import type { Subject } from './subject.ts'

export interface ToldFrame {
  kind: 'frame'
  payload: Uint8Array
  /** What only the form without a sink tells. */
  fromByte?: number
  toByte?: number
}

export type Told = ToldFrame | Broken

/** One way to use a decoder: bytes in, what was told in `told`. */
export interface Form {
  decoder: FrameDecoder
  told: Told[]
  push(chunk: number[]): void
  finish(): Ended
}

type Options = Pick<Subject, 'codec' | 'options'>
type MakeForm = (subject: Options, decoder?: FrameDecoder, told?: Told[]) => Form

const decoderOf = ({ codec, options }: Options) => new FrameDecoder(codec, options)

/** `push` without a sink. The frames are kept as they are handed over, to be looked at later. */
const views: MakeForm = (subject, decoder = decoderOf(subject), told = []) => {
  const take = (decoded: (Decoded | Ended)[]) => {
    for (const one of decoded) {
      if (one.kind === 'frame') told.push({ ...one, payload: one.bytes })
      if (one.kind === 'broken') told.push(one)
    }
  }
  const push = (chunk: number[]) => {
    const decoded = decoder.push(Buffer.from(chunk))
    take(decoded)
    const last = decoded.at(-1)
    const isWell = decoder.hasStopped ? last?.kind !== 'need-more' : last?.kind === 'need-more'
    if (!isWell) throw new Error(`the last is ${last?.kind}`)
  }
  const finish = () => {
    const decoded = decoder.finish()
    take(decoded)
    return decoded.at(-1) as Ended
  }
  return { decoder, told, push, finish }
}

/** `push` with a sink. The memory of each chunk is used again for the next one. */
const sink: MakeForm = (subject, decoder = decoderOf(subject), told = []) => {
  const memory = Buffer.alloc(4096)
  const teller = tellerOf(told)
  const push = (chunk: number[]) => {
    memory.set(chunk)
    decoder.push(memory.subarray(0, chunk.length), teller)
    memory.fill(0xee)
  }
  return { decoder, told, push, finish: () => decoder.finish(teller) }
}

const ofTheSink = new RangeError('of the sink')

/** `push` with a sink that throws at every frame and every fault. The memory is used again after each. */
const throwing: MakeForm = (subject, decoder = decoderOf(subject), told = []) => {
  const teller = tellerOf(told)
  const thrower: FrameSink = {
    frame(bytes, start, end) {
      teller.frame(bytes, start, end)
      throw ofTheSink
    },
    broken(fault) {
      teller.broken(fault)
      throw ofTheSink
    },
  }
  const push = (chunk: number[]) => {
    let rest = Buffer.from(chunk)
    for (;;) {
      try {
        decoder.push(rest, thrower)
        return
      } catch (error) {
        if (error !== ofTheSink) throw error
        rest.fill(0xee)
        rest = Buffer.alloc(0)
      }
    }
  }
  return { decoder, told, push, finish: () => decoder.finish(teller) }
}

/** `feed` in two pieces, and `next` until nothing more is there. Then the memory is used again. */
const steps: MakeForm = (subject, decoder = decoderOf(subject), told = []) => {
  const push = (chunk: number[]) => {
    const half = Math.floor(chunk.length / 2)
    const pieces = [Buffer.from(chunk.slice(0, half)), Buffer.from(chunk.slice(half))]
    for (const piece of pieces) decoder.feed(piece)
    for (let step = decoder.next(); step !== 'need-more'; step = decoder.next()) {
      const { bytes, start, end, broken } = decoder
      if (step === 'broken') told.push(broken as Broken)
      else told.push({ kind: 'frame', payload: Uint8Array.from(bytes.subarray(start, end)) })
    }
    for (const piece of pieces) piece.fill(0xee)
  }
  return { decoder, told, push, finish: () => decoder.finish(tellerOf(told)) }
}

/** Each chunk in another form. */
const mixed: MakeForm = (subject, decoder = decoderOf(subject), told = []) => {
  const inTurn = [views, sink, throwing, steps].map((make) => make(subject, decoder, told))
  let turn = 0
  const push = (chunk: number[]) => inTurn[turn++ % inTurn.length]?.push(chunk)
  return { decoder, told, push, finish: () => decoder.finish(tellerOf(told)) }
}

export const forms: Record<string, MakeForm> = { views, sink, throwing, steps, mixed }

function tellerOf(told: Told[]): FrameSink {
  return {
    frame: (bytes, start, end) =>
      told.push({ kind: 'frame', payload: Uint8Array.from(bytes.subarray(start, end)) }),
    broken: (fault) => told.push(fault),
  }
}
