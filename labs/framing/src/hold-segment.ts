import type { Wire } from '@socket-labs/lab/wire'

/**
 * Holds one data segment of the client, `2nd` for example, counted from now, until it is let go. It would be
 * sent again if that took long (RFC 6298): what is sent again is held with it.
 */
export function holdSegment(wire: Wire, which: string): { letGo(): void } {
  const rules = [
    wire.rule(`hold the ${which} data segment from client until released`),
    wire.rule('hold every retransmission from client until released'),
  ]
  return {
    letGo: () => {
      for (const rule of rules) rule.remove()
    },
  }
}
