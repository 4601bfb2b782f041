import { type PacketSight, tcpFlagBit } from '@socket-labs/wire'

/** How many sequence numbers a segment takes: its bytes, its SYN and its FIN (RFC 9293 §3.4). */
export function sequenceLength({ flags, payloadBytes }: PacketSight): number {
  return payloadBytes + (flags & tcpFlagBit.SYN ? 1 : 0) + (flags & tcpFlagBit.FIN ? 1 : 0)
}
