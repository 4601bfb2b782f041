/**
 * Wrong: what comes before its turn is dropped, as the sender will send it again.
 * Must get: what waits behind it must have been kept
 */
interface Segment {
  seqNo: number
  bytes: Uint8Array
  isLast: boolean
}

export function createReceiver(capacityBytes: number) {
  let ready: number[] = []
  let nextNo = 0
  let endNo = Number.POSITIVE_INFINITY
  return {
    onSegment({ seqNo, bytes, isLast }: Segment) {
      const edgeNo = nextNo - ready.length + capacityBytes
      const afterNo = seqNo + bytes.length
      if (isLast && afterNo <= edgeNo) endNo = afterNo
      const kept = bytes.slice(0, Math.max(0, edgeNo - seqNo))
      if (seqNo <= nextNo && seqNo + kept.length > nextNo) {
        ready.push(...kept.slice(nextNo - seqNo))
        nextNo = seqNo + kept.length
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
