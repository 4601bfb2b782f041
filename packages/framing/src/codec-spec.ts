import type { Codec } from './codec.ts'
import { checksummedCodec } from './codecs/checksummed.ts'
import { cobsCodec } from './codecs/cobs.ts'
import { delimiterCodec } from './codecs/delimiter.ts'
import { fixedCodec } from './codecs/fixed.ts'
import { lengthCodec } from './codecs/length.ts'
import { lineCodec } from './codecs/line.ts'
import { netstringCodec } from './codecs/netstring.ts'
import { varintCodec } from './codecs/varint.ts'
import { OptionError } from './fault.ts'
import { type DecoderOptions, FrameDecoder } from './frame-decoder.ts'

/** A codec's fields by name. What a value may be, the codec itself checks. */
interface CodecSpec {
  fields: readonly string[]
  make(spec: Readonly<Record<string, never>>): Codec
}

const lengthFields = ['lengthBytes', 'endian', 'lengthOffset', 'lengthAdjustment', 'stripBytes']

const codecs = new Map<string, CodecSpec>([
  ['length', { fields: lengthFields, make: (spec) => lengthCodec(spec) }],
  ['varint', { fields: ['minimal'], make: (spec) => varintCodec(spec) }],
  ['fixed', { fields: ['frameBytes'], make: fixedOf }],
  ['delimiter', { fields: ['delimiters', 'strip', 'escape'], make: delimiterOf }],
  ['line', { fields: ['strip'], make: (spec) => lineCodec(spec) }],
  ['netstring', { fields: [], make: netstringCodec }],
  ['cobs', { fields: [], make: cobsCodec }],
  ['checksummed', { fields: [], make: checksummedCodec }],
])

const decoderFields = ['maxFrameBytes', 'oversize', 'report']

/**
 * A codec and a decoder's options from what was written as JSON, such as
 * `{"codec":"length","lengthBytes":2,"maxFrameBytes":1024,"oversize":"skip"}`. The fields are the options of
 * that codec and of the decoder; bytes are in hex: `"delimiters":["0d0a"]`, `"escape":"5c"`.
 *
 * Throws an {@link OptionError} whose `field` names the one that is unknown, missing or wrong.
 */
export function codecFromSpec(spec: unknown): { codec: Codec; options: DecoderOptions } {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw new OptionError('spec', `expected an object, got ${JSON.stringify(spec)}`)
  }
  // Without a prototype, so that a name such as "constructor" is a field like any other: unknown.
  const given: Record<string, unknown> = Object.assign(Object.create(null), spec)
  const codecSpec = codecs.get(String(given.codec))
  if (typeof given.codec !== 'string' || !codecSpec) {
    throw new OptionError(
      'codec',
      `expected ${[...codecs.keys()].join(', ')}, got ${JSON.stringify(given.codec)}`,
    )
  }
  const known = ['codec', ...codecSpec.fields, ...decoderFields]
  const unknown = Object.keys(given).find((field) => !known.includes(field))
  if (unknown !== undefined) {
    throw new OptionError(unknown, `no field of ${given.codec}: expected ${known.join(', ')}`)
  }
  const nothing = Object.keys(given).find((field) => given[field] === null)
  if (nothing !== undefined) throw new OptionError(nothing, 'expected a value, got null')
  const codec = codecSpec.make(given as Record<string, never>)
  return { codec, options: decoderOptionsOf(codec, given) }
}

function decoderOptionsOf(codec: Codec, given: Record<string, unknown>): DecoderOptions {
  const { maxFrameBytes, oversize, report } = given as DecoderOptions
  const options: DecoderOptions = {}
  if (maxFrameBytes !== undefined) options.maxFrameBytes = maxFrameBytes
  if (oversize !== undefined) options.oversize = oversize
  if (report !== undefined) options.report = report
  const decoder = new FrameDecoder(codec, options)
  const frameBytes = given.frameBytes as number | undefined
  if (frameBytes !== undefined && frameBytes > decoder.maxFrameBytes) {
    throw new OptionError(
      'frameBytes',
      `expected at most maxFrameBytes, ${decoder.maxFrameBytes}, got ${frameBytes}`,
    )
  }
  return options
}

function fixedOf(spec: Readonly<Record<string, unknown>>): Codec {
  if (spec.frameBytes === undefined) throw new OptionError('frameBytes', 'is missing')
  return fixedCodec({ frameBytes: spec.frameBytes as number })
}

function delimiterOf(spec: Readonly<Record<string, unknown>>): Codec {
  const { delimiters, strip = true } = spec
  if (!Array.isArray(delimiters)) {
    throw new OptionError(
      'delimiters',
      `expected a list of hex strings, got ${JSON.stringify(delimiters)}`,
    )
  }
  return delimiterCodec({
    delimiters: delimiters.map((delimiter) => bytesOf('delimiters', delimiter)),
    strip: strip as boolean,
    escape: spec.escape === undefined ? undefined : byteOf('escape', spec.escape),
  })
}

function byteOf(field: string, value: unknown): number {
  const [byte, ...others] = bytesOf(field, value)
  if (byte !== undefined && others.length === 0) return byte
  throw new OptionError(field, `expected one byte in hex, got ${JSON.stringify(value)}`)
}

function bytesOf(field: string, value: unknown): Uint8Array {
  if (typeof value !== 'string' || !/^([0-9a-f]{2})*$/i.test(value)) {
    throw new OptionError(field, `expected bytes in hex, got ${JSON.stringify(value)}`)
  }
  return Uint8Array.from(value.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
}
