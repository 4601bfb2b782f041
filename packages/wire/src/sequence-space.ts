import { SentRanges } from './sent-ranges.ts'
import { seqAdd, seqDiff } from './sequence-number.ts'

/**
 * The sequence numbers of one side of one connection, unrolled: places in it count on from the first number
 * and never wrap. A place in front of the first is negative.
 */
export class SequenceSpace {
  /** Place 0: the initial sequence number, or the first one seen where the SYN was not. */
  readonly firstSeqNo: number
  readonly hasSyn: boolean
  readonly #sent = new SentRanges()
  /** Behind the last that was sent. */
  #end = 0

  constructor(firstSeqNo: number, hasSyn: boolean) {
    this.firstSeqNo = firstSeqNo
    this.hasSyn = hasSyn
  }

  /** How far a number is from the end of what was sent, either way. */
  distanceTo(seqNo: number): number {
    return Math.abs(this.#behindEnd(seqNo))
  }

  /** The place of the number, of the many that it might be, which is nearest to the end of what was sent. */
  placeOf(seqNo: number): number {
    return this.#end + this.#behindEnd(seqNo)
  }

  /** Takes `count` numbers from `place` as sent; answers the packet that this one repeats, if all were sent before. */
  send(place: number, count: number, packetNo: number): number | undefined {
    const end = place + count
    const carrier = this.#sent.carrierOf(place, end)
    if (carrier === undefined) this.#sent.add(place, end, packetNo)
    this.#end = Math.max(this.#end, end)
    return carrier
  }

  #behindEnd(seqNo: number): number {
    return seqDiff(seqNo, seqAdd(this.firstSeqNo, this.#end))
  }
}
