const nsPerSecond = 1_000_000_000n

/**
 * Nanoseconds since 1970 of what happened `tMs` after `originEpochMs`, which is in milliseconds since 1970.
 * Both may have a fraction. Exact to a nanosecond: their sum as one number would not be.
 */
export function epochNs(originEpochMs: number, tMs: number): bigint {
  const wholeMs = Math.floor(originEpochMs)
  const restNs = Math.round((originEpochMs - wholeMs + tMs) * 1e6)
  return BigInt(wholeMs) * 1_000_000n + BigInt(restNs)
}

/** How an interface counts time. */
export interface PcapngClock {
  /** 1 000 000 unless told by `if_tsresol`. */
  ticksPerSecond: bigint
  /** Added to every time of the interface (`if_tsoffset`). */
  offsetSeconds: bigint
}

/** From `if_tsresol`: a negative power of 10, or of 2 where the first bit is set. */
export function ticksPerSecondOf(resolution: number): bigint {
  return (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f)
}

/** Nanoseconds since 1970; parts of a nanosecond are cut off. Negative before 1970. */
export function nsOfTicks(ticks: bigint, { ticksPerSecond, offsetSeconds }: PcapngClock): bigint {
  return (ticks * nsPerSecond) / ticksPerSecond + offsetSeconds * nsPerSecond
}
