import type { PacketSight } from './packet-sight.ts'
import { sequenceLength } from './sequence-length.ts'
import { SequenceSpace } from './sequence-space.ts'
import { tcpFlagBit } from './tcp-flag.ts'

/** What only the segments before it tell of a segment. */
export interface SegmentPast {
  /**
   * From the initial sequence number of its sender, so a SYN has 0. It goes on counting where sequence
   * numbers wrap, and is negative in front of the SYN. Absent where no SYN was seen.
   */
  relativeSeqNo?: number
  /** From the initial sequence number of the other side. Absent also without ACK. */
  relativeAckNo?: number
  /** The packet that first carried the segment's first number, when all its numbers were sent before. */
  retransmissionOf?: number
}

export type SegmentSight = Pick<
  PacketSight,
  | 'protocol'
  | 'source'
  | 'destination'
  | 'sourcePort'
  | 'destinationPort'
  | 'flags'
  | 'seqNo'
  | 'ackNo'
  | 'payloadBytes'
>

/** One direction of a connection. */
interface Direction {
  /** A segment of it, for its addresses and ports. */
  sight: SegmentSight
  /** The other direction, once it was seen. */
  other?: Direction | undefined
  now: SequenceSpace
  /** Before the last SYN: that one may have been an old duplicate or forged, and the connection goes on. */
  before?: SequenceSpace
}

/** More connections than a run has. */
const mostDirections = 2048

/**
 * Follows the segments of a link, each given once in the order sent. Of every connection and direction it
 * knows the initial sequence number and what was sent in which packet. A SYN with another initial number
 * begins anew. What repeats numbers (data, SYN or FIN) is a retransmission; a segment without any (an ACK, an
 * empty window probe) and a RST never is.
 *
 * Memory is bounded: 2,048 directions, the oldest forgotten first, and 8,192 ranges in each.
 */
export class SegmentHistory {
  readonly #directions = new Map<string, Direction>()
  /** Many segments in a row are of one connection. */
  #latest: Direction | undefined

  /** Takes the next segment. Of what is not TCP it tells nothing. */
  see(sight: SegmentSight, packetNo: number): SegmentPast {
    if (sight.protocol !== 'tcp') return {}
    const past: SegmentPast = {}
    const direction = this.#directionOf(sight)
    this.#latest = direction
    const space = spaceOf(direction, sight)
    const place = space.placeOf(sight.seqNo)
    if (space.hasSyn) past.relativeSeqNo = place
    const numbers = sight.flags & tcpFlagBit.RST ? 0 : sequenceLength(sight)
    const carrier = numbers > 0 ? space.send(place, numbers, packetNo) : undefined
    if (carrier !== undefined) past.retransmissionOf = carrier
    const { other } = direction
    const acked = sight.flags & tcpFlagBit.ACK && other ? nearer(other, sight.ackNo) : undefined
    if (acked?.hasSyn) past.relativeAckNo = acked.placeOf(sight.ackNo)
    return past
  }

  #directionOf(sight: SegmentSight): Direction {
    const latest = this.#latest
    if (latest && isOf(latest, sight)) return latest
    if (latest?.other && isOf(latest.other, sight)) return latest.other
    const { source, sourcePort, destination, destinationPort } = sight
    const key = `${source} ${sourcePort} ${destination} ${destinationPort}`
    return this.#directions.get(key) ?? this.#begin(key, sight)
  }

  #begin(key: string, sight: SegmentSight): Direction {
    const { source, sourcePort, destination, destinationPort, seqNo, flags } = sight
    const now = new SequenceSpace(seqNo, (flags & tcpFlagBit.SYN) !== 0)
    const other = this.#directions.get(`${destination} ${destinationPort} ${source} ${sourcePort}`)
    const direction: Direction = { sight, now, ...(other && { other }) }
    if (other) other.other = direction
    this.#directions.set(key, direction)
    this.#forget()
    return direction
  }

  #forget(): void {
    if (this.#directions.size <= mostDirections) return
    for (const [key, { other }] of this.#directions) {
      if (other) other.other = undefined
      this.#directions.delete(key)
      return
    }
  }
}

function isOf({ sight: known }: Direction, sight: SegmentSight): boolean {
  return (
    known.sourcePort === sight.sourcePort &&
    known.destinationPort === sight.destinationPort &&
    known.source === sight.source &&
    known.destination === sight.destination
  )
}

/** The sequence numbers that the segment is of; a SYN with another initial number begins new ones. */
function spaceOf(direction: Direction, { flags, seqNo }: SegmentSight): SequenceSpace {
  if (!(flags & tcpFlagBit.SYN)) return nearer(direction, seqNo)
  const { now } = direction
  if (!now.hasSyn || now.firstSeqNo !== seqNo) {
    direction.before = now
    direction.now = new SequenceSpace(seqNo, true)
  }
  return direction.now
}

function nearer({ now, before }: Direction, seqNo: number): SequenceSpace {
  return before && before.distanceTo(seqNo) < now.distanceTo(seqNo) ? before : now
}
