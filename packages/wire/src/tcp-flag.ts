/** The control bits of TCP, from the least (RFC 9293 §3.1). */
export const tcpFlags = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'] as const

export type TcpFlag = (typeof tcpFlags)[number]

/** The bit of each flag: `sight.flags & tcpFlagBit.SYN`. */
export const tcpFlagBit = {
  FIN: 1,
  SYN: 2,
  RST: 4,
  PSH: 8,
  ACK: 16,
  URG: 32,
  ECE: 64,
  CWR: 128,
} as const satisfies Record<TcpFlag, number>

const flagsOfMask: TcpFlag[][] = Array.from({ length: 256 }, (_, mask) =>
  tcpFlags.filter((flag) => (mask & tcpFlagBit[flag]) !== 0),
)

/** The flags of the lowest eight bits of `mask`, in the order FIN SYN RST PSH ACK URG ECE CWR. */
export function tcpFlagsOf(mask: number): TcpFlag[] {
  return (flagsOfMask[mask & 0xff] as TcpFlag[]).slice()
}

/** The bits of the flags. @throws RangeError for a word that is none. */
export function tcpFlagMask(flags: readonly TcpFlag[]): number {
  let mask = 0
  for (const flag of flags) {
    const bit = tcpFlagBit[flag]
    if (bit === undefined) {
      throw new RangeError(`tcp.flags: expected some of ${tcpFlags.join(' ')}, got "${flag}"`)
    }
    mask |= bit
  }
  return mask
}
