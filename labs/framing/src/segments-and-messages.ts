import { select, type TraceRecord } from '@socket-labs/trace'
import type { Arrival, Span } from './reads-and-messages.ts'

/**
 * What each segment from the client carried of its stream, in the order sent: the first byte of the stream
 * has the relative sequence number 1. What was sent again is left out.
 */
export function segmentsOf(records: readonly TraceRecord[], conn: string | undefined): Span[] {
  return select(records, { kind: 'tcp.segment', at: 'wire', conn: conn ?? 'none' })
    .filter(
      ({ sender, payloadBytes, retransmissionOf }) =>
        sender === 'client' && Number(payloadBytes) > 0 && retransmissionOf === undefined,
    )
    .map((record) => {
      const fromByte = Number(record.relativeSeqNo) - 1
      return { record, fromByte, toByte: fromByte + Number(record.payloadBytes) }
    })
}

/** The same messages, with the segments that carried them instead of the reads. */
export function asCarried(arrival: Arrival, segments: Span[]): Arrival {
  return { ...arrival, reads: segments }
}
