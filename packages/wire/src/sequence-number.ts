/**
 * Sequence numbers are counted modulo 2^32, and so must be compared: the one that is less than 2^31 ahead
 * is the later (RFC 9293 §3.4). Two that are exactly 2^31 apart are each before the other.
 */
export function seqLess(a: number, b: number): boolean {
  return ((a - b) | 0) < 0
}

export function seqLessOrEqual(a: number, b: number): boolean {
  return a === b || seqLess(a, b)
}

/** `seqNo` moved on by `count`, which may be negative, modulo 2^32. */
export function seqAdd(seqNo: number, count: number): number {
  return (seqNo + count) >>> 0
}

/** How far `a` is ahead of `b`, from -2^31 to 2^31 - 1: negative where it is behind. */
export function seqDiff(a: number, b: number): number {
  return (a - b) | 0
}
