import { type FieldList, inBytes } from './field-list.ts'
import type { FieldShape } from './packet-field.ts'

interface OptionKind {
  name: string
  /** What its length must be, with 8 more for each further block of SACK; any where it is left out. */
  length?: number
  source: string
  shapes: FieldShape[]
}

const timestamps = 'RFC 7323 §3.2'

/** By kind; a value's offset is from the option's first byte. */
const kinds: Record<number, OptionKind> = {
  2: {
    name: 'maximum segment size',
    length: 4,
    source: 'RFC 9293 §3.7.1',
    shapes: [
      {
        key: 'tcp.option.mss',
        name: 'Maximum segment size',
        at: 2,
        size: 2,
        say: inBytes,
        source: 'RFC 9293 §3.7.1',
      },
    ],
  },
  3: {
    name: 'window scale',
    length: 3,
    source: 'RFC 7323 §2.2',
    shapes: [
      {
        key: 'tcp.option.windowScale',
        name: 'Window scale',
        at: 2,
        size: 1,
        say: (raw) => `${raw}, windows × ${2 ** Math.min(raw, 14)}`,
        source: 'RFC 7323 §2.2',
      },
    ],
  },
  4: { name: 'SACK permitted', length: 2, source: 'RFC 2018 §2', shapes: [] },
  5: { name: 'SACK', length: 10, source: 'RFC 2018 §3', shapes: [] },
  8: {
    name: 'timestamps',
    length: 10,
    source: timestamps,
    shapes: [
      {
        key: 'tcp.option.timestamps.value',
        name: 'Timestamp value',
        at: 2,
        size: 4,
        source: timestamps,
      },
      {
        key: 'tcp.option.timestamps.echo',
        name: 'Timestamp echo reply',
        at: 6,
        size: 4,
        source: timestamps,
      },
    ],
  },
  34: { name: 'fast open', source: 'RFC 7413 §4.1.1', shapes: [] },
}

const sackShapes: FieldShape[] = [
  { key: 'tcp.option.sack.left', name: 'Left edge', at: 0, size: 4, source: 'RFC 2018 §3' },
  { key: 'tcp.option.sack.right', name: 'Right edge', at: 4, size: 4, source: 'RFC 2018 §3' },
]

const anyKind = 'RFC 9293 §3.2'

/** Adds the options that stand in `[from, to)`, up to one whose length cannot be. */
export function addTcpOptions(list: FieldList, from: number, to: number): void {
  for (let at = from; at < to; ) {
    const kind = list.bytes[at] as number
    if (kind === 0) {
      addKind(list, at, 'end of options')
      list.addBytes({
        key: 'tcp.option.padding',
        name: 'Padding',
        from: at + 1,
        to,
        source: anyKind,
      })
      return
    }
    if (kind === 1) {
      addKind(list, at, 'no operation')
      at++
    } else {
      const length = addOption(list, at, to)
      if (length === 0) return
      at += length
    }
  }
}

function addKind(list: FieldList, at: number, called: string, source = anyKind): void {
  const shape = { key: 'tcp.option.kind', name: 'Option kind', at: 0, size: 1, source }
  list.addShapes([{ ...shape, say: (raw) => `${raw} (${called})` }], at)
}

/** Answers the option's length; 0 where that cannot be right. */
function addOption(list: FieldList, at: number, to: number): number {
  const kind = kinds[list.bytes[at] as number]
  addKind(list, at, kind?.name ?? 'not known here', kind?.source)
  if (at + 1 >= to) return 0
  const length = list.bytes[at + 1] as number
  addLength(list, at, kind)
  if (length < 2 || at + length > to) return 0
  addValue(list, at, length)
  return length
}

function addLength(list: FieldList, at: number, kind: OptionKind | undefined): void {
  const source = kind?.source ?? anyKind
  const expected = kind?.name === 'SACK' ? '10, 18, 26 or 34' : kind?.length
  const say = (raw: number) =>
    kind && !isLengthOf(kind, raw) ? `${inBytes(raw)}, expected ${expected}` : inBytes(raw)
  list.addShapes(
    [{ key: 'tcp.option.length', name: 'Option length', at: 1, size: 1, say, source }],
    at,
  )
}

function isLengthOf(kind: OptionKind, length: number): boolean {
  if (kind.name === 'SACK') return length > 2 && length % 8 === 2
  return kind.length === undefined || length === kind.length
}

function addValue(list: FieldList, at: number, length: number): void {
  const kind = kinds[list.bytes[at] as number]
  const to = at + length
  if (!kind?.length || !isLengthOf(kind, length)) {
    const source = kind?.source ?? anyKind
    list.addBytes({ key: 'tcp.option.value', name: 'Option value', from: at + 2, to, source })
    return
  }
  list.addShapes(kind.shapes, at)
  if (kind.name !== 'SACK') return
  for (let edge = at + 2; edge < to; edge += 8) list.addShapes(sackShapes, edge)
}
