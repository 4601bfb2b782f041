/**
 * Wrong: the segments that wait are put behind each other whole, overlapping or not.
 * Must get: was handed over twice
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
  let readNo = 0
  let endNo = Number.POSITIVE_INFINITY
  return {
    onSegment({ seqNo, bytes, isLast }: Segment) {
      const edgeNo = readNo + capacityBytes
      const afterNo = seqNo + bytes.length
      if (isLast && afterNo <= edgeNo) endNo = afterNo
      const kept = bytes.slice(0, Math.max(0, edgeNo - seqNo))
      if (kept.length > 0) waiting.set(seqNo, kept)
      for (const [from, piece] of [...waiting].sort(([a], [b]) => a - b)) {
        if (from > nextNo) break
        if (from + piece.length > nextNo) ready.push(...piece)
        nextNo = Math.max(nextNo, from + piece.length)
        waiting.delete(from)
      }
      return {
        ackNo: nextNo + (nextNo === endNo ? 1 : 0),
        windowBytes: edgeNo - nextNo,
      }
    },
    read(mostBytes: number) {
      const bytes = Uint8Array.from(ready.slice(0, mostBytes))
      ready = ready.slice(mostBytes)
      readNo += bytes.length
      return { bytes, isEnd: nextNo === endNo && ready.length === 0 }
    },
  }
}
