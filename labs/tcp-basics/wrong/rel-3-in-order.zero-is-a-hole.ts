/**
 * Wrong: an empty place is recognised by its value, 0.
 * Must get: 0 is a byte like any other
 */
interface Segment {
  seqNo: number
  bytes: Uint8Array
  isLast: boolean
}

export function createReceiver(capacityBytes: number) {
  const places = new Map<number, number>()
  let readNo = 0
  let nextNo = 0
  let endNo = Number.POSITIVE_INFINITY
  return {
    onSegment({ seqNo, bytes, isLast }: Segment) {
      const edgeNo = readNo + capacityBytes
      const afterNo = seqNo + bytes.length
      if (isLast && afterNo <= edgeNo) endNo = afterNo
      for (let no = Math.max(seqNo, nextNo); no < Math.min(afterNo, edgeNo); no++) {
        places.set(no, bytes[no - seqNo] as number)
      }
      while (nextNo < edgeNo && places.get(nextNo)) nextNo++
      return { ackNo: nextNo + (nextNo === endNo ? 1 : 0), windowBytes: edgeNo - nextNo }
    },
    read(mostBytes: number) {
      const bytes = new Uint8Array(Math.min(mostBytes, nextNo - readNo))
      for (let i = 0; i < bytes.length; i++, readNo++) {
        bytes[i] = places.get(readNo) as number
        places.delete(readNo)
      }
      return { bytes, isEnd: readNo === endNo }
    },
  }
}
