/**
 * Wrong: the whole length of every segment is counted, with what had come before.
 * Must get: each byte counts once
 */
interface Segment {
  seqNo: number
  bytes: Uint8Array
  isLast: boolean
}

export function createReceiver(capacityBytes: number) {
  const waiting = new Map<number, Uint8Array>()
  let ready: number[] = []
  let nextNo = 0
  let endNo = Number.POSITIVE_INFINITY
  return {
    onSegment({ seqNo, bytes, isLast }: Segment) {
      const edgeNo = nextNo - ready.length + capacityBytes
      const afterNo = seqNo + bytes.length
      if (isLast && afterNo <= edgeNo) endNo = afterNo
      const kept = bytes.slice(0, Math.max(0, edgeNo - seqNo))
      if (kept.length > 0 && afterNo > nextNo) waiting.set(seqNo, kept)
      for (const [from, piece] of [...waiting].sort(([a], [b]) => a - b)) {
        if (from > nextNo) break
        ready.push(...piece)
        nextNo += piece.length
        waiting.delete(from)
      }
      return {
        ackNo: nextNo + (nextNo === endNo ? 1 : 0),
        windowBytes: capacityBytes - ready.length,
      }
    },
    read(mostBytes: number) {
      const bytes = Uint8Array.from(ready.slice(0, mostBytes))
      ready = ready.slice(mostBytes)
      return { bytes, isEnd: nextNo === endNo && ready.length === 0 }
    },
  }
}
