export interface Segment {
  seqNo: number
  bytes: Uint8Array
  isLast: boolean
}

export interface Acknowledgement {
  ackNo: number
  windowBytes: number
}

export interface Receiver {
  onSegment(segment: Segment): Acknowledgement
  read(mostBytes: number): { bytes: Uint8Array; isEnd: boolean }
}

/**
 * A ring with a place for each number of the window: byte n lies at n modulo `capacityBytes`.
 *
 *     readNo        nextNo                 readNo + capacityBytes
 *     │ ready to be read │ hole, waiting, hole … │ beyond
 */
export function createReceiver(capacityBytes: number): Receiver {
  const ring = new Uint8Array(capacityBytes)
  const isFilled = new Uint8Array(capacityBytes)
  let readNo = 0
  let nextNo = 0
  let endNo = Number.POSITIVE_INFINITY
  return {
    onSegment({ seqNo, bytes, isLast }) {
      const edgeNo = readNo + capacityBytes
      const afterNo = seqNo + bytes.length
      if (isLast && afterNo <= edgeNo) endNo = afterNo
      for (let no = Math.max(seqNo, nextNo); no < Math.min(afterNo, edgeNo); no++) {
        ring[no % capacityBytes] = bytes[no - seqNo] as number
        isFilled[no % capacityBytes] = 1
      }
      while (nextNo < edgeNo && isFilled[nextNo % capacityBytes] === 1) nextNo++
      return { ackNo: nextNo + (nextNo === endNo ? 1 : 0), windowBytes: edgeNo - nextNo }
    },
    read(mostBytes) {
      const bytes = new Uint8Array(Math.min(mostBytes, nextNo - readNo))
      for (let i = 0; i < bytes.length; i++, readNo++) {
        bytes[i] = ring[readNo % capacityBytes] as number
        isFilled[readNo % capacityBytes] = 0
      }
      return { bytes, isEnd: readNo === endNo }
    },
  }
}
