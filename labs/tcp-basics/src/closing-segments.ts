import type { TraceRecord } from '@socket-labs/trace'
import { segments } from './seen-on-the-wire.ts'

/** The segments that close one connection whose client closed first; each undefined where it was not seen. */
export interface ClosingSegments {
  conn: string
  /** The client's FIN. */
  fin?: TraceRecord
  /** The server's ACK of it, where that is a segment of its own, without FIN. */
  ack?: TraceRecord
  /** The server's FIN. */
  finBack?: TraceRecord
  /** The client's ACK of that. */
  lastAck?: TraceRecord
}

/** How each connection of a run was closed, in the order in which they were opened. */
export function closings(records: readonly TraceRecord[]): ClosingSegments[] {
  const names = [...new Set(segments(records).map(({ conn }) => String(conn)))]
  return names.map((conn) => {
    const [fin] = segments(records, { conn, sender: 'client', flags: ['FIN', 'ACK'] })
    const [finBack] = segments(records, { conn, sender: 'server', flags: ['FIN', 'ACK'] })
    const ack = segments(records, { conn, sender: 'server', flags: ['ACK'] }).find(
      (one) => acknowledgesFin(one, fin) && Number(one.packetNo) < Number(finBack?.packetNo),
    )
    const lastAck = segments(records, { conn, sender: 'client', flags: ['ACK'] }).find((one) =>
      acknowledgesFin(one, finBack),
    )
    const found = { fin, ack, finBack, lastAck }
    return { conn, ...Object.fromEntries(Object.entries(found).filter(([, one]) => one)) }
  })
}

/** True when `answer` acknowledges a FIN without data: its sequence number, and one more for the FIN. */
export function acknowledgesFin(
  answer: TraceRecord | undefined,
  fin: TraceRecord | undefined,
): boolean {
  return fin?.payloadBytes === 0 && answer?.ackNo === (Number(fin.seqNo) + 1) % 2 ** 32
}

/** True when the segment has this flag, whatever else it has. */
export function hasFlag({ flags }: TraceRecord, flag: 'FIN' | 'SYN' | 'RST'): boolean {
  return Array.isArray(flags) && flags.includes(flag)
}

/** True when the state changed as that segment arrived. */
export function isCausedBy(
  change: TraceRecord | undefined,
  segment: TraceRecord | undefined,
): boolean {
  return change !== undefined && change.triggerPacketNo === segment?.packetNo
}
