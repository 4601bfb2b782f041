import { EncodeError } from '../../src/index.ts'
import { type Spec, type Subject, subjectOf } from './subject.ts'

/** A whole number from `least` to `most`. Who chooses decides whether a case can be shrunk or repeated. */
export type Choose = (least: number, most: number) => number

/** A stream, good or bad, and how it is cut. */
export interface Case {
  spec: Spec
  chunks: number[][]
}

const letters = [0x61, 0x62, 0x63]
const backslash = 0x5c

/** Per codec the bytes that mean something to it: of others no frame would ever come about. */
export const telling: Record<string, number[]> = {
  length: [0, 0, 1, 2, 3, 5, 0x80, 0xff],
  varint: [0, 1, 2, 3, 5, 0x80, 0x81, 0xff],
  fixed: [0, 1],
  delimiter: [...letters, ...letters, 0x64, backslash],
  line: [0x0a, 0x0d, 0x61],
  netstring: [...Buffer.from('0129:,a')],
  cobs: [0, 1, 2, 3, 5, 0xff],
  checksummed: [0xa5, 0xc3, 0, 1],
}

export const codecNames = Object.keys(telling)

export function randomCase(choose: Choose, codec = oneOf(choose, codecNames)): Case {
  // Now and then frames that are longer than what a decoder copies at a time.
  const longest = choose(0, 199) === 199 ? 600 : 12
  const spec = randomSpec(choose, codec, longest)
  const subject = subjectOf(spec)
  const stream: number[] = []
  const pieces = choose(1, longest > 12 ? 3 : 6)
  for (let i = 0; i < pieces; i++) stream.push(...randomPiece(choose, spec, subject, longest))
  return { spec, chunks: randomCuts(choose, stream) }
}

function oneOf<T>(choose: Choose, values: readonly T[]): T {
  return values[choose(0, values.length - 1)] as T
}

function randomSpec(choose: Choose, codec: string, longest: number): Spec {
  const spec: Spec = { codec, ...fieldsOf(choose, codec) }
  if (choose(0, 3) > 0) spec.maxFrameBytes = choose(codec === 'fixed' ? 3 : 1, 2 * longest)
  if (choose(0, 2) > 0) spec.oversize = 'skip'
  if (choose(0, 1) > 0) spec.report = 'late'
  return spec
}

function fieldsOf(choose: Choose, codec: string): Record<string, unknown> {
  const flag = () => choose(0, 1) === 1
  if (codec === 'length') return lengthFieldsOf(choose)
  if (codec === 'varint') return { minimal: flag() }
  if (codec === 'fixed') return { frameBytes: choose(1, 3) }
  if (codec === 'line') return { strip: flag() }
  if (codec !== 'delimiter') return {}
  const delimiters = Array.from({ length: choose(1, 4) }, () => {
    const bytes = Array.from({ length: choose(1, 4) }, () => oneOf(choose, letters))
    return Buffer.from(bytes).toString('hex')
  })
  return { delimiters, strip: flag(), ...(flag() ? { escape: backslash.toString(16) } : {}) }
}

function lengthFieldsOf(choose: Choose): Record<string, unknown> {
  const lengthBytes = oneOf(choose, [1, 2, 3, 4, 8])
  const lengthOffset = choose(0, 2)
  const endian = oneOf(choose, ['big', 'little'])
  if (choose(0, 1) === 0) return { lengthBytes, lengthOffset, endian }
  const stripBytes = choose(0, lengthOffset + lengthBytes + 2)
  return { lengthBytes, lengthOffset, endian, lengthAdjustment: choose(-5, 5), stripBytes }
}

/** A frame, most of the time whole, or a few bytes that may mean anything. */
function randomPiece(choose: Choose, spec: Spec, { codec }: Subject, longest: number): number[] {
  const bytes = randomBytes(choose, spec.codec, choose(0, longest))
  if (choose(0, 3) === 0) return bytes
  const payload =
    codec.name === 'fixed' ? [...bytes, 0, 0, 0].slice(0, Number(spec.frameBytes)) : bytes
  const frame = encoded(codec, [...roomForLength(spec), ...payload])
  return choose(0, 3) === 0 ? damaged(choose, spec.codec, frame) : frame
}

/** Where the header is handed over, a payload begins with room for what is written there. */
function roomForLength({ codec, lengthBytes, lengthOffset, stripBytes }: Spec): number[] {
  if (codec !== 'length' || stripBytes === undefined) return []
  const headerBytes = Number(lengthOffset) + Number(lengthBytes)
  return Array.from({ length: Math.max(0, headerBytes - Number(stripBytes)) }, () => 0)
}

function randomBytes(choose: Choose, codec: string, count: number): number[] {
  const some = telling[codec] as number[]
  return Array.from({ length: count }, () =>
    choose(0, 9) > 0 ? oneOf(choose, some) : choose(0, 255),
  )
}

function encoded({ encode }: Subject['codec'], payload: number[]): number[] {
  try {
    return [...encode(Uint8Array.from(payload))]
  } catch (error) {
    if (error instanceof EncodeError) return []
    throw error
  }
}

/** One byte changed, lost or added. */
function damaged(choose: Choose, codec: string, frame: number[]): number[] {
  const at = choose(0, frame.length)
  const lost = choose(0, 1)
  const added = randomBytes(choose, codec, choose(0, 1))
  return [...frame.slice(0, at), ...added, ...frame.slice(at + lost)]
}

function randomCuts(choose: Choose, stream: number[]): number[][] {
  const longest =
    stream.length < 200 ? oneOf(choose, [1, 3, 8, 100]) : oneOf(choose, [30, 300, 900])
  const chunks: number[][] = []
  for (let at = 0; at < stream.length; ) {
    const bytes = choose(1, longest)
    chunks.push(stream.slice(at, at + bytes))
    at += bytes
  }
  return chunks
}
