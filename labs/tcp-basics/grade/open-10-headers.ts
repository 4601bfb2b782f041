/** TCP headers made from what they are to mean, so that nobody has to parse them. */
import type { CaseRun } from '@socket-labs/grade'

/** From the lowest bit. */
export const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'] as const

export interface Options {
  mssBytes?: number
  windowScale?: number
  sackPermitted?: true
  sack?: [number, number][]
  timestamp?: { value: number; echo: number }
}

export interface Header {
  sourcePort: number
  destinationPort: number
  seqNo: number
  ackNo: number
  flags: string[]
  window: number
  checksum: number
  urgentPointer: number
  options: Options
  payloadAt: number
}

/** Bytes among the options, and what they say. */
export interface Option {
  bytes: readonly number[]
  means: Options
}

export const nop: Option = { bytes: [1], means: {} }
export const endOfList: Option = { bytes: [0], means: {} }

export function mss(mssBytes: number): Option {
  return { bytes: [2, 4, ...two(mssBytes)], means: { mssBytes } }
}

export function windowScale(shift: number): Option {
  return { bytes: [3, 3, shift], means: { windowScale: shift } }
}

export const sackPermitted: Option = { bytes: [4, 2], means: { sackPermitted: true } }

export function sack(...blocks: [number, number][]): Option {
  return {
    bytes: [5, 2 + 8 * blocks.length, ...blocks.flat().flatMap(four)],
    means: { sack: blocks },
  }
}

export function timestamps(value: number, echo: number): Option {
  return { bytes: [8, 10, ...four(value), ...four(echo)], means: { timestamp: { value, echo } } }
}

/** An option that this exercise does not know: TCP Fast Open is 34, MPTCP 30, for experiments are 253 and 254. */
export function unknown(kind: number, data: Iterable<number>): Option {
  const bytes = [...data]
  return { bytes: [kind, 2 + bytes.length, ...bytes], means: {} }
}

/** The fields of a header; `options` fill whole rows, or end in what the grader pads with zeros. */
export interface HeaderPlan extends Omit<Header, 'options' | 'payloadAt' | 'flags'> {
  flags: readonly string[]
  options: readonly Option[]
  /** What stands in the four bits beside the data offset. */
  reserved: number
  payload: Iterable<number>
}

export function bytesOf(plan: HeaderPlan): Uint8Array {
  const options = plan.options.flatMap(({ bytes }) => bytes)
  while (options.length % 4 > 0) options.push(0)
  const { sourcePort, destinationPort, window, checksum, urgentPointer } = plan
  const bits = flagNames.map((name, bit) => (plan.flags.includes(name) ? 1 << bit : 0))
  return Uint8Array.from([
    ...[sourcePort, destinationPort].flatMap(two),
    ...[plan.seqNo, plan.ackNo].flatMap(four),
    ((5 + options.length / 4) << 4) | plan.reserved,
    bits.reduce<number>((sum, bit) => sum + bit, 0),
    ...[window, checksum, urgentPointer].flatMap(two),
    ...options,
    ...plan.payload,
  ])
}

export function meaningOf({
  options,
  reserved: _,
  payload: __,
  flags,
  ...fields
}: HeaderPlan): Header {
  const optionBytes = options.reduce((sum, { bytes }) => sum + bytes.length, 0)
  return {
    ...fields,
    flags: [...flags],
    options: Object.assign({}, ...untilTheEnd(options).map(({ means }) => means)),
    payloadAt: 20 + 4 * Math.ceil(optionBytes / 4),
  }
}

/** The options in front of the end of the list. */
function untilTheEnd(options: readonly Option[]): readonly Option[] {
  const end = options.indexOf(endOfList)
  return end < 0 ? options : options.slice(0, end)
}

/** Any fields, of which each says where it was read: the two bytes of each number differ. */
export function anyPlan({ random }: CaseRun, given: Partial<HeaderPlan> = {}): HeaderPlan {
  const number16 = () => 0x100 * random.between(0x81, 0xff) + random.between(1, 0x7f)
  const number32 = () => 0x10000 * number16() + number16()
  return {
    sourcePort: number16(),
    destinationPort: number16(),
    seqNo: number32(),
    ackNo: number32(),
    flags: ['ACK'],
    window: number16(),
    checksum: number16(),
    urgentPointer: 0,
    options: [],
    reserved: 0,
    payload: [],
    ...given,
  }
}

export function any32({ random }: CaseRun): number {
  return 0x10000 * random.between(0, 0xffff) + random.between(0, 0xffff)
}

function two(value: number): number[] {
  return [value >>> 8, value & 0xff]
}

function four(value: number): number[] {
  return [...two(value >>> 16), ...two(value & 0xffff)]
}
