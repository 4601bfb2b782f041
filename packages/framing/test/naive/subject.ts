import {
  type Codec,
  codecFromSpec,
  type DecoderOptions,
  type LengthOptions,
} from '../../src/index.ts'
import { naiveChecksummed } from './naive-checksummed.ts'
import { naiveCobs } from './naive-cobs.ts'
import type { NaiveCodec } from './naive-decoder.ts'
import { naiveDelimiter } from './naive-delimiter.ts'
import { naiveFixed } from './naive-fixed.ts'
import { naiveLength } from './naive-length.ts'
import { naiveNetstring } from './naive-netstring.ts'
import { naiveVarint } from './naive-varint.ts'

/** A codec, its options as JSON, and the naive decoder that it is held against. */
export interface Subject {
  codec: Codec
  naive: NaiveCodec
  options: Required<DecoderOptions>
}

export type Spec = Record<string, unknown> & { codec: string }

export function subjectOf(spec: Spec): Subject {
  const { codec, options } = codecFromSpec(spec)
  const usual = { maxFrameBytes: 1024 * 1024, oversize: 'stop', report: 'early' } as const
  return { codec, naive: naiveOf(spec), options: { ...usual, ...options } }
}

function naiveOf(spec: Spec): NaiveCodec {
  const { strip = true, minimal = true } = spec as { strip?: boolean; minimal?: boolean }
  switch (spec.codec) {
    case 'length':
      return naiveLength(spec as LengthOptions)
    case 'varint':
      return naiveVarint(minimal)
    case 'fixed':
      return naiveFixed(spec.frameBytes as number)
    case 'delimiter': {
      const delimiters = (spec.delimiters as string[]).map((hex) => [...Buffer.from(hex, 'hex')])
      const escapeByte = spec.escape === undefined ? undefined : Number(`0x${spec.escape}`)
      return naiveDelimiter({ delimiters, strip, escapeByte })
    }
    case 'line':
      return naiveDelimiter({ delimiters: [[0x0a], [0x0d], [0x0d, 0x0a]], strip })
    case 'netstring':
      return naiveNetstring
    case 'cobs':
      return naiveCobs
    default:
      return naiveChecksummed
  }
}
