/**
 * Wrong: the bytes that wait are counted each time that they come, so the memory seems full too early.
 * Must get: a byte that comes again takes no room again
 */
interface Segment {
  seqNo: number
  bytes: Uint8Array
  isLast: boolean
}

export function createReceiver(capacityBytes: number) {
  let waiting: { from: number; piece: Uint8Array }[] = []
  let ready: number[] = []
  let nextNo = 0
  let endNo = Number.POSITIVE_INFINITY
  return {
    onSegment({ seqNo, bytes, isLast }: Segment) {
      const edgeNo = nextNo - ready.length + capacityBytes
      const afterNo = seqNo + bytes.length
      if (isLast && afterNo <= edgeNo) endNo = afterNo
      const kept = bytes.slice(0, Math.max(0, edgeNo - seqNo))
      const waitingBytes = waiting.reduce((sum, one) => sum + one.piece.length, 0)
      const hasRoom = seqNo <= nextNo || waitingBytes + kept.length <= capacityBytes - ready.length
      if (hasRoom) waiting.push({ from: seqNo, piece: kept })
      waiting.sort((a, b) => a.from - b.from)
      for (const { from, piece } of waiting) {
        if (from > nextNo || from + piece.length <= nextNo) continue
        ready.push(...piece.slice(nextNo - from))
        nextNo = from + piece.length
      }
      waiting = waiting.filter(({ from }) => from > nextNo)
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
