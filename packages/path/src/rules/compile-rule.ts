import { type PacketSight, sequenceLength, tcpFlagBit } from '@socket-labs/wire'
import type { PacketKind, Rule, Side } from './rule.ts'

type Test = (sight: PacketSight, isRetransmission: boolean) => boolean

const { FIN, SYN, RST, ACK } = tcpFlagBit
const isTcp = ({ protocol }: PacketSight) => protocol === 'tcp'

const tests: Record<PacketKind, Test> = {
  SYN: (sight) => isTcp(sight) && (sight.flags & (SYN | ACK)) === SYN,
  'SYN+ACK': (sight) => isTcp(sight) && (sight.flags & (SYN | ACK)) === (SYN | ACK),
  ACK: (sight) => isTcp(sight) && isPureAck(sight),
  'data segment': (sight) => isTcp(sight) && sight.payloadBytes > 0,
  FIN: (sight) => isTcp(sight) && (sight.flags & FIN) !== 0,
  RST: (sight) => isTcp(sight) && (sight.flags & RST) !== 0,
  retransmission: (_sight, isRetransmission) => isRetransmission,
  segment: isTcp,
  datagram: ({ protocol }) => protocol === 'udp',
  'ICMP message': ({ protocol }) => protocol === 'icmp' || protocol === 'icmpv6',
  packet: () => true,
}

function isPureAck({ flags, payloadBytes }: PacketSight): boolean {
  return (flags & (SYN | FIN | RST | ACK)) === ACK && payloadBytes === 0
}

/** A segment that was meant, of which later transmissions are meant too. */
interface Meant {
  from: Side
  sight: PacketSight
  timesLeft: number
}

/** A rule at work: it is asked about each packet in turn, and counts. */
export class CompiledRule {
  readonly rule: Rule
  readonly #test: Test
  readonly #meant: Meant[] = []
  #seen = 0
  #applied = 0

  constructor(rule: Rule) {
    this.rule = rule
    this.#test = tests[rule.kind]
  }

  /** The packets that are of its kind, direction and ports, and to how many of them it was applied. */
  get seen(): number {
    return this.#seen
  }
  get applied(): number {
    return this.#applied
  }

  /** Whether it wants to be applied to this packet. Counts it; to be asked once for each packet. */
  wants(from: Side, sight: PacketSight | undefined, isRetransmission: boolean): boolean {
    if (!this.#concerns(from, sight, isRetransmission)) return false
    this.#seen++
    const { which, times } = this.rule
    if (which.kind === 'all') return this.#applied < times
    if (which.kind === 'every') return this.#seen % which.nth === 0 && this.#applied < times
    if (which.first <= this.#seen && this.#seen <= which.last) return true
    return this.#meant.some((meant) => isSentAgain(meant, from, sight))
  }

  /** Says that it was applied to the packet that it has just wanted. */
  apply(from: Side, sight: PacketSight | undefined): void {
    this.#applied++
    const { which, times } = this.rule
    if (which.kind !== 'range' || times === 1 || sight === undefined) return
    const again = this.#meant.find((meant) => isSentAgain(meant, from, sight))
    if (again) again.timesLeft--
    else this.#meant.push({ from, sight, timesLeft: times - 1 })
  }

  #concerns(from: Side, sight: PacketSight | undefined, isRetransmission: boolean): boolean {
    const { rule } = this
    if (rule.from !== 'either' && rule.from !== from) return false
    // What cannot be read is a packet, and nothing more is known of it.
    if (sight === undefined) return rule.kind === 'packet' && !hasPorts(rule)
    const { sourcePort = sight.sourcePort, destinationPort = sight.destinationPort } = rule
    if (sourcePort !== sight.sourcePort || destinationPort !== sight.destinationPort) return false
    return this.#test(sight, isRetransmission)
  }
}

/** Makes a rule ready to be asked. */
export function compileRule(rule: Rule): CompiledRule {
  return new CompiledRule(rule)
}

function hasPorts({ sourcePort, destinationPort }: Rule): boolean {
  return sourcePort !== undefined || destinationPort !== undefined
}

/** Whether the packet carries the first sequence number of a segment that was meant. */
function isSentAgain(meant: Meant, from: Side, sight: PacketSight | undefined): boolean {
  if (meant.timesLeft === 0 || meant.from !== from || sight?.protocol !== 'tcp') return false
  const { sourcePort, destinationPort, seqNo } = meant.sight
  if (sourcePort !== sight.sourcePort || destinationPort !== sight.destinationPort) return false
  // Modulo 2³²: sequence numbers wrap (RFC 9293 §3.4).
  return (seqNo - sight.seqNo) >>> 0 < sequenceLength(sight)
}
