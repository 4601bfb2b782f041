/**
 * Wrong: segments wait in a map by their number, and what is in the map is not looked at again.
 * Must get: A segment without bytes says nothing
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
      if (afterNo > nextNo || bytes.length === 0) {
        if (!waiting.has(seqNo)) waiting.set(seqNo, kept)
      }
      for (let isMoving = true; isMoving; ) {
        isMoving = false
        for (const [from, piece] of waiting) {
          if (from > nextNo || from + piece.length <= nextNo) continue
          ready.push(...piece.slice(nextNo - from))
          nextNo = from + piece.length
          isMoving = true
        }
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
