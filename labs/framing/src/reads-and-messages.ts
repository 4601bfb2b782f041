import { select, type TraceRecord } from '@socket-labs/trace'
import { isSame, isSameMessage } from './stream-story.ts'

/** A piece of a stream, `[fromByte, toByte)`, and the record that tells of it. */
export interface Span {
  record: TraceRecord
  fromByte: number
  toByte: number
}

/** One connection as two lists that know nothing of each other. */
export interface Arrival {
  /** Where the client's messages stand in the stream. */
  messages: Span[]
  /** What the server's program was handed, read by read. */
  reads: Span[]
  /** Messages that a decoder found. */
  decoded: TraceRecord[]
}

/** What one connection carried from the client to the server. A connection that is not known is empty. */
export function arrivalOf(
  records: readonly TraceRecord[],
  conn: string | undefined,
  isWanted: (record: TraceRecord) => boolean = () => true,
): Arrival {
  const of = (kind: string, at: string) => select(records, { kind, at, conn: conn ?? 'none' })
  const messages = of('frame.sent', 'client')
    .filter(isWanted)
    .map((record) => ({
      record,
      fromByte: Number(record.fromByte),
      toByte: Number(record.toByte),
    }))
  let toByte = 0
  const reads = of('socket.data', 'server').map((record) => {
    const fromByte = toByte
    toByte += record.originalBytes ?? 0
    return { record, fromByte, toByte }
  })
  const isOfMessages = (read: Span) => messages.some((message) => sharedBytes(read, message) > 0)
  const decoded = of('frame.decoded', 'server').filter((frame) =>
    messages.some((message) => isSameMessage(message.record, frame)),
  )
  return { messages, reads: reads.filter(isOfMessages), decoded }
}

/** True when each message was decoded once, as it was sent. */
export function isWhole({ messages, decoded }: Arrival): boolean {
  const sent = messages.map(({ record }) => record)
  return sent.length > 0 && isSame(sent, decoded)
}

/** True when every byte of the messages was read, and no other. */
export function isComplete({ messages, reads }: Arrival): boolean {
  return (
    messages.length > 0 &&
    reads.length > 0 &&
    messages[0]?.fromByte === reads[0]?.fromByte &&
    messages.at(-1)?.toByte === reads.at(-1)?.toByte
  )
}

/** Reads that hold two messages or more, each of them whole. */
export function stickyReads({ messages, reads }: Arrival): Span[] {
  return reads.filter((read) => messages.filter((one) => isIn(one, read)).length > 1)
}

/** Messages that no read holds whole. */
export function cutMessages({ messages, reads }: Arrival): Span[] {
  return messages.filter((one) => !reads.some((read) => isIn(one, read)))
}

/** The records of an arrival, as evidence. */
export function recordsOf({ messages, reads, decoded }: Arrival): TraceRecord[] {
  return [...messages, ...reads].map(({ record }) => record).concat(decoded)
}

/** What each read held: `[message 1, 25,534 bytes of message 2] [14,470 bytes of message 2]`. */
export function storyOf({ messages, reads }: Arrival): string {
  const words = (read: Span) =>
    messages.flatMap((message, i) => {
      const bytes = sharedBytes(read, message)
      if (bytes === 0) return []
      const name = `message ${i + 1}`
      return [isIn(message, read) ? name : `${bytes.toLocaleString('en')} bytes of ${name}`]
    })
  return reads.map((read) => `[${words(read).join(', ')}]`).join(' ')
}

function isIn(inner: Span, outer: Span): boolean {
  return outer.fromByte <= inner.fromByte && inner.toByte <= outer.toByte
}

function sharedBytes(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.toByte, b.toByte) - Math.max(a.fromByte, b.fromByte))
}
