/** A segment, by the numbers of its bytes; the end of the stream may come with it. */
export interface Range {
  seqNo: number
  byteCount: number
  isLast: boolean
}

export interface Acknowledged {
  ackNo: number
  windowBytes: number
}

/** What must hold, byte by byte and without any thought of speed; besides, what a mistake is known by. */
export class ReceiverModel {
  readonly capacityBytes: number
  readNo = 0
  nextNo = 0
  endNo: number | undefined
  /** Numbers of bytes that have come and wait behind a hole, and by which segment each came first. */
  readonly waiting = new Map<number, Range>()
  /** How many bytes came to wait, each time they came. */
  waitingWithRepeats = 0
  /** Numbers of bytes that came while they lay beyond the window. */
  readonly droppedBeyond = new Set<number>()
  /** Numbers of segments that came without bytes. */
  readonly empty = new Set<number>()

  constructor(capacityBytes: number) {
    this.capacityBytes = capacityBytes
  }

  /** The first number beyond the window. */
  get edgeNo(): number {
    return this.readNo + this.capacityBytes
  }

  get hasEnded(): boolean {
    return this.nextNo === this.endNo
  }

  onSegment(segment: Range): Acknowledged {
    const { seqNo, byteCount, isLast } = segment
    const { edgeNo } = this
    const afterNo = seqNo + byteCount
    if (byteCount === 0) this.empty.add(seqNo)
    if (isLast && afterNo <= edgeNo) this.endNo = afterNo
    for (let no = Math.max(seqNo, this.nextNo); no < afterNo; no++) {
      if (no >= edgeNo) this.droppedBeyond.add(no)
      else {
        this.waitingWithRepeats++
        if (!this.waiting.has(no)) this.waiting.set(no, segment)
      }
    }
    while (this.waiting.delete(this.nextNo)) this.nextNo++
    if (this.waiting.size === 0) this.waitingWithRepeats = 0
    const ackNo = this.nextNo + (this.hasEnded ? 1 : 0)
    return { ackNo, windowBytes: edgeNo - this.nextNo }
  }

  /** The bytes from number `fromNo` to before `toNo` are handed over. */
  read(mostBytes: number): { fromNo: number; toNo: number; isEnd: boolean } {
    const fromNo = this.readNo
    this.readNo = Math.min(this.nextNo, fromNo + mostBytes)
    return { fromNo, toNo: this.readNo, isEnd: this.readNo === this.endNo }
  }
}
