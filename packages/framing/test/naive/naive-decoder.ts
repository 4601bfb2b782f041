import type { DecoderOptions, FaultCode } from '../../src/index.ts'

/** What stands at the front of some bytes. */
export type First =
  | { found: 'frame'; payload: number[]; frameBytes: number }
  | { found: 'idle'; frameBytes: number }
  | { found: 'need-more' }
  | { found: 'broken'; code: FaultCode; skip: Skip }

/** How many bytes belong to a broken frame, which may be more than there are; or it has to be looked for; or nobody can know. */
export type Skip = number | 'seek' | 'lost'

/** A codec in its slowest and most obvious form: it remembers nothing, and sees all bytes that are left. */
export interface NaiveCodec {
  first(rest: number[], maxFrameBytes: number, hasEnded: boolean): First
  /** For `seek`: how many bytes belong to the broken frame at the front; undefined while that is unknown. */
  brokenBytes?(rest: number[], hasEnded: boolean): number | undefined
}

export interface NaiveFrame {
  kind: 'frame'
  payload: number[]
  fromByte: number
  toByte: number
}

export interface NaiveBroken {
  kind: 'broken'
  code: FaultCode
  atByte: number
  skippedBytes: number | null
}

export interface NaiveAnswer {
  told: (NaiveFrame | NaiveBroken)[]
  framedBytes: number
  skippedBytes: number
  pendingBytes: number
  hasStopped: boolean
}

/**
 * All that can be told of a stream of which `stream` is there: computed from its first byte each time,
 * however often it is asked. So how the bytes were cut cannot matter.
 */
export function decodeNaively(
  codec: NaiveCodec,
  stream: number[],
  options: Required<DecoderOptions>,
  hasEnded: boolean,
): NaiveAnswer {
  const { maxFrameBytes, oversize, report } = options
  const told: NaiveAnswer['told'] = []
  let framedBytes = 0
  let skippedBytes = 0
  for (;;) {
    const atByte = framedBytes + skippedBytes
    const rest = stream.slice(atByte)
    const answer = (hasStopped: boolean): NaiveAnswer => {
      const pendingBytes = stream.length - framedBytes - skippedBytes
      return { told, framedBytes, skippedBytes, pendingBytes, hasStopped }
    }
    const first = codec.first(rest, maxFrameBytes, hasEnded)
    if (first.found === 'need-more') return answer(false)
    if (first.found !== 'broken') {
      framedBytes += first.frameBytes
      const toByte = atByte + first.frameBytes
      if (first.found === 'idle') continue
      told.push({ kind: 'frame', payload: first.payload, fromByte: atByte, toByte })
      continue
    }
    const { code, skip } = first
    if (skip === 'lost' || (oversize === 'stop' && report === 'early')) {
      told.push({ kind: 'broken', code, atByte, skippedBytes: 0 })
      return answer(true)
    }
    const isKnown = typeof skip === 'number' && Number.isSafeInteger(skip)
    if (report === 'early') {
      told.push({ kind: 'broken', code, atByte, skippedBytes: isKnown ? skip : null })
    }
    const brokenBytes = typeof skip === 'number' ? skip : codec.brokenBytes?.(rest, hasEnded)
    if (brokenBytes === undefined || brokenBytes > rest.length) return answer(false)
    if (report === 'late') {
      told.push({ kind: 'broken', code, atByte, skippedBytes: brokenBytes })
    }
    skippedBytes += brokenBytes
    if (oversize === 'stop') return answer(true)
  }
}
