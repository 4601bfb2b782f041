import type { TraceRecord } from '@socket-labs/trace'
import { formatCount } from '../words.ts'
import type { Relation } from './relations.ts'

/**
 * Which writes a read delivered, or which reads a write went to. A stream keeps no edges, so they are
 * matched by counting: byte 0 is the first that one end wrote and the first that the other end read.
 *
 *     writes   |---- #5 ----|-- #6 --|
 *     reads    |-- #8 --|----- #9 ------|
 */
export function deliveryOf(selected: TraceRecord, peers: readonly TraceRecord[]): Relation[] {
  const isRead = selected.kind === 'socket.data'
  const near = peers.filter((one) => one.kind === selected.kind && one.socket === selected.socket)
  const farKind = isRead ? 'socket.write' : 'socket.data'
  const far = peers.filter((one) => one.kind === farKind && one.socket !== selected.socket)
  const range = rangesOf(near).find((one) => one.record === selected)
  if (!range || range.to === range.from) return []
  const found = rangesOf(far).filter((one) => one.from < range.to && range.from < one.to)
  const covered = found.reduce((sum, one) => sum + overlap(one, range), 0)
  const numbers = found.map((one) => one.record.n)
  return isRead
    ? written(numbers, range.to - range.from)
    : readBy(numbers, range.to - range.from - covered)
}

interface ByteRange {
  record: TraceRecord
  /** Counted from the first byte of the stream; `to` is not included. */
  from: number
  to: number
}

function rangesOf(records: readonly TraceRecord[]): ByteRange[] {
  let from = 0
  return records.map((record) => {
    const to = from + (record.originalBytes ?? record.capturedBytes ?? 0)
    const range = { record, from, to }
    from = to
    return range
  })
}

function overlap(a: ByteRange, b: ByteRange): number {
  return Math.min(a.to, b.to) - Math.max(a.from, b.from)
}

function written(numbers: number[], bytes: number): Relation[] {
  if (numbers.length === 0) return []
  const which = bytes === 1 ? 'This byte was' : `These ${formatCount(bytes)} bytes were`
  const writes = numbers.length === 1 ? 'one write' : `${formatCount(numbers.length)} writes`
  return [{ words: `${which} written by the other end in ${writes}:`, records: numbers }]
}

function readBy(numbers: number[], unread: number): Relation[] {
  const relations: Relation[] = []
  if (numbers.length > 0) {
    const reads = numbers.length === 1 ? 'one read' : `${formatCount(numbers.length)} reads`
    relations.push({ words: `The other end got it in ${reads}:`, records: numbers })
  }
  if (unread > 0) {
    const bytes = unread === 1 ? '1 byte of it has' : `${formatCount(unread)} bytes of it have`
    relations.push({ words: `${bytes} not been read by the other end so far.`, records: [] })
  }
  return relations
}
