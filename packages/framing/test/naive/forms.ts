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

type MakeForm = (subject: Subject) => Form

/** `push` without a sink. The frames are kept as they are handed over, to be looked at later. */
const views: MakeForm = ({ codec, options }) => {
  const decoder = new FrameDecoder(codec, options)
  const told: Told[] = []
  const take = (decoded: (Decoded | Ended)[]) => {
    for (const one of decoded) {
      if (one.kind === 'frame') told.push({ ...one, payload: one.bytes })
      if (one.kind === 'broken') told.push(one)
    }
  }
  const push = (chunk: number[]) => {
    const decoded = decoder.push(Uint8Array.from(chunk))
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
const sink: MakeForm = ({ codec, options }) => {
  const decoder = new FrameDecoder(codec, options)
  const told: Told[] = []
  const memory = new Uint8Array(4096)
  const teller = tellerOf(told)
  const push = (chunk: number[]) => {
    memory.fill(0xee)
    memory.set(chunk)
    decoder.push(memory.subarray(0, chunk.length), teller)
  }
  return { decoder, told, push, finish: () => decoder.finish(teller) }
}

const ofTheSink = new RangeError('of the sink')

/** `push` with a sink that throws at every frame and every fault. */
const throwing: MakeForm = ({ codec, options }) => {
  const decoder = new FrameDecoder(codec, options)
  const told: Told[] = []
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
    let rest = Uint8Array.from(chunk)
    for (;;) {
      try {
        decoder.push(rest, thrower)
        return
      } catch (error) {
        if (error !== ofTheSink) throw error
        rest = new Uint8Array()
      }
    }
  }
  return { decoder, told, push, finish: () => decoder.finish(teller) }
}

/** `feed` in two pieces, and `next` until nothing more is there. */
const steps: MakeForm = ({ codec, options }) => {
  const decoder = new FrameDecoder(codec, options)
  const told: Told[] = []
  const push = (chunk: number[]) => {
    const half = Math.floor(chunk.length / 2)
    decoder.feed(Uint8Array.from(chunk.slice(0, half)))
    decoder.feed(Uint8Array.from(chunk.slice(half)))
    for (let step = decoder.next(); step !== 'need-more'; step = decoder.next()) {
      if (step === 'broken') told.push(decoder.broken as Broken)
      else told.push({ kind: 'frame', payload: decoder.bytes.slice(decoder.start, decoder.end) })
    }
  }
  return { decoder, told, push, finish: () => decoder.finish(tellerOf(told)) }
}

export const forms: Record<string, MakeForm> = { views, sink, throwing, steps }

function tellerOf(told: Told[]): FrameSink {
  return {
    frame: (bytes, start, end) => told.push({ kind: 'frame', payload: bytes.slice(start, end) }),
    broken: (fault) => told.push(fault),
  }
}
