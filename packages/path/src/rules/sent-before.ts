import { type PacketSight, seqAdd, seqLess, sequenceLength, tcpFlagBit } from '@socket-labs/wire'

/** One direction of a connection: two numbers, so that each packet costs next to nothing. */
interface Flow {
  key: Pick<PacketSight, 'source' | 'destination' | 'sourcePort' | 'destinationPort'>
  /** Of the SYN, if one was seen. */
  synSeqNo: number | undefined
  /** One more than the highest sequence number sent. */
  endSeqNo: number
}

/** More than a run has. */
const mostFlows = 2048

/**
 * Tells whether all sequence numbers of a segment were sent before in its direction: where packets are seen
 * as the sender sends them that is a retransmission. A RST and what has no numbers of its own never are.
 */
export class SentBefore {
  readonly #flows = new Map<string, Flow>()
  #latest: Flow | undefined

  /** To be asked about each segment of one direction, in the order sent. */
  see(sight: PacketSight): boolean {
    const length = sequenceLength(sight)
    if (sight.protocol !== 'tcp' || length === 0 || sight.flags & tcpFlagBit.RST) return false
    const flow = this.#flowOf(sight)
    const endSeqNo = seqAdd(sight.seqNo, length)
    const isSyn = (sight.flags & tcpFlagBit.SYN) !== 0
    if (flow === undefined || (isSyn && flow.synSeqNo !== sight.seqNo)) {
      this.#begin({ key: sight, synSeqNo: isSyn ? sight.seqNo : undefined, endSeqNo })
      return false
    }
    const isNew = seqLess(flow.endSeqNo, endSeqNo)
    if (isNew) flow.endSeqNo = endSeqNo
    return !isNew
  }

  #flowOf(sight: PacketSight): Flow | undefined {
    const latest = this.#latest
    if (latest !== undefined && isSame(latest.key, sight)) return latest
    const flow = this.#flows.get(keyText(sight))
    if (flow !== undefined) this.#latest = flow
    return flow
  }

  #begin(flow: Flow): void {
    const oldest = this.#flows.size >= mostFlows ? this.#flows.keys().next().value : undefined
    if (oldest !== undefined) this.#flows.delete(oldest)
    this.#flows.set(keyText(flow.key), flow)
    this.#latest = flow
  }
}

function isSame(a: Flow['key'], b: Flow['key']): boolean {
  return (
    a.sourcePort === b.sourcePort &&
    a.destinationPort === b.destinationPort &&
    a.source === b.source &&
    a.destination === b.destination
  )
}

function keyText({ source, sourcePort, destination, destinationPort }: Flow['key']): string {
  return `${source} ${sourcePort} ${destination} ${destinationPort}`
}
