import { readUint16, readUint32, writeUint16, writeUint32 } from './big-endian.ts'
import { checkedField } from './checked-field.ts'
import { PacketFault } from './packet-fault.ts'

/**
 * An option of a TCP header (RFC 9293 §3.2). All but the first two are type, length of the whole, value:
 *
 * ```
 *   end 0 | nop 1 | mss 2,4, bytes | window scale 3,3, shift | SACK permitted 4,2
 *   SACK 5, 2 + 8n, n × (left edge, right edge) | timestamps 8,10, value, echo
 * ```
 * One of a known type whose length is not right for it comes as `other`.
 */
export type TcpOption =
  /** No options behind it. `padding` is what is there nevertheless, zeros as a rule. */
  | { kind: 'end'; padding?: Uint8Array }
  | { kind: 'nop' }
  /** RFC 9293 §3.7.1 */
  | { kind: 'mss'; mssBytes: number }
  /** RFC 7323 §2.2: windows are to be shifted so far to the left. */
  | { kind: 'window-scale'; shift: number }
  /** RFC 2018 §2 */
  | { kind: 'sack-permitted' }
  /** RFC 2018 §3: what has come behind a hole, `[left, right)`. */
  | { kind: 'sack'; blocks: [left: number, right: number][] }
  /** RFC 7323 §3.2 */
  | { kind: 'timestamps'; value: number; echo: number }
  | { kind: 'other'; type: number; value: Uint8Array }

/** The options in `bytes[from, to)`, in the order they stand. */
export function parseTcpOptions(
  bytes: Uint8Array,
  from: number,
  to: number,
): TcpOption[] | PacketFault {
  const options: TcpOption[] = []
  for (let at = from; at < to; ) {
    const type = bytes[at] as number
    if (type === 1) {
      options.push({ kind: 'nop' })
      at++
    } else if (type === 0) {
      options.push(endWith(bytes.subarray(at + 1, to)))
      at = to
    } else {
      const length = at + 1 < to ? (bytes[at + 1] as number) : 0
      if (length < 2 || at + length > to) return brokenLength(bytes, at, to)
      options.push(optionOf(bytes, at, length))
      at += length
    }
  }
  return options
}

function endWith(padding: Uint8Array): TcpOption {
  return padding.length > 0 ? { kind: 'end', padding } : { kind: 'end' }
}

function brokenLength(bytes: Uint8Array, at: number, to: number): PacketFault {
  const left = to - at
  const got = left > 1 ? `${bytes[at + 1]}` : 'none'
  const message = `expected the length of TCP option ${bytes[at]} to be from 2 to the ${left} bytes left, got ${got}`
  return new PacketFault('tcp-option-length', message, at + 1)
}

function optionOf(bytes: Uint8Array, at: number, length: number): TcpOption {
  const type = bytes[at] as number
  if (type === 2 && length === 4) return { kind: 'mss', mssBytes: readUint16(bytes, at + 2) }
  if (type === 3 && length === 3) return { kind: 'window-scale', shift: bytes[at + 2] as number }
  if (type === 4 && length === 2) return { kind: 'sack-permitted' }
  if (type === 5 && length > 2 && length % 8 === 2) return sackOf(bytes, at, length)
  if (type === 8 && length === 10) {
    return {
      kind: 'timestamps',
      value: readUint32(bytes, at + 2),
      echo: readUint32(bytes, at + 6),
    }
  }
  return { kind: 'other', type, value: bytes.subarray(at + 2, at + length) }
}

function sackOf(bytes: Uint8Array, at: number, length: number): TcpOption {
  const blocks: [number, number][] = []
  for (let edge = at + 2; edge < at + length; edge += 8) {
    blocks.push([readUint32(bytes, edge), readUint32(bytes, edge + 4)])
  }
  return { kind: 'sack', blocks }
}

/** Size of the options, not yet filled up to a multiple of 4. */
export function tcpOptionBytes(options: readonly TcpOption[]): number {
  let size = 0
  for (const option of options) size += sizeOf(option)
  return size
}

function sizeOf(option: TcpOption): number {
  switch (option.kind) {
    case 'nop':
      return 1
    case 'end':
      return 1 + (option.padding?.length ?? 0)
    case 'mss':
      return 4
    case 'window-scale':
      return 3
    case 'sack-permitted':
      return 2
    case 'sack':
      return 2 + 8 * option.blocks.length
    case 'timestamps':
      return 10
    case 'other':
      return 2 + option.value.length
  }
}

/** Writes the options at `at`. @throws RangeError */
export function emitTcpOptions(options: readonly TcpOption[], bytes: Uint8Array, at: number): void {
  let next = at
  for (const option of options) {
    const size = sizeOf(option)
    emitOption(option, bytes, next)
    if (option.kind !== 'nop' && option.kind !== 'end') bytes[next + 1] = size
    next += size
  }
}

function emitOption(option: TcpOption, bytes: Uint8Array, at: number): void {
  switch (option.kind) {
    case 'end':
      bytes[at] = 0
      if (option.padding) bytes.set(option.padding, at + 1)
      return
    case 'nop':
      bytes[at] = 1
      return
    case 'mss':
      bytes[at] = 2
      writeUint16(bytes, at + 2, checkedField('tcp.options.mss', option.mssBytes, 0xffff))
      return
    case 'window-scale':
      bytes[at] = 3
      bytes[at + 2] = checkedField('tcp.options.window-scale', option.shift, 0xff)
      return
    case 'sack-permitted':
      bytes[at] = 4
      return
    case 'sack':
      bytes[at] = 5
      emitBlocks(option.blocks, bytes, at + 2)
      return
    case 'timestamps':
      bytes[at] = 8
      writeUint32(bytes, at + 2, checked32('tcp.options.timestamps.value', option.value))
      writeUint32(bytes, at + 6, checked32('tcp.options.timestamps.echo', option.echo))
      return
    case 'other':
      bytes[at] = checkedField('tcp.options.type', option.type, 0xff)
      bytes.set(option.value, at + 2)
  }
}

function emitBlocks(blocks: [number, number][], bytes: Uint8Array, at: number): void {
  let edge = at
  for (const [left, right] of blocks) {
    writeUint32(bytes, edge, checked32('tcp.options.sack.left', left))
    writeUint32(bytes, edge + 4, checked32('tcp.options.sack.right', right))
    edge += 8
  }
}

function checked32(field: string, value: number): number {
  return checkedField(field, value, 0xffff_ffff)
}
