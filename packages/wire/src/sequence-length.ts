import type { PacketSight } from './packet-sight.ts'
import { tcpFlagBit } from './tcp-flag.ts'

/** How many sequence numbers a segment takes: its bytes, its SYN and its FIN (RFC 9293 §3.4). */
export function sequenceLength({
  flags,
  payloadBytes,
}: Pick<PacketSight, 'flags' | 'payloadBytes'>): number {
  return payloadBytes + (flags & tcpFlagBit.SYN ? 1 : 0) + (flags & tcpFlagBit.FIN ? 1 : 0)
}
