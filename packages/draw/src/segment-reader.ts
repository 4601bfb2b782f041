import type { TraceRecord } from '@socket-labs/trace'
import { otherSide, type Side, sides } from './ladder-event.ts'
import { countOf, portOf, textOf } from './record-fields.ts'
import { markOvertaking } from './segment-order.ts'
import { flagsOf, isPacket, packetOf, type WirePacket } from './segment-packet.ts'
import { markOpenedWindows } from './segment-window.ts'

/**
 * The packets among `records`, each with the end that sent it: as its record says, else the end with that
 * address, else the one that sent the SYN, else the one with the higher port. A packet whose sender cannot be told
 * is left out. `records` are in order of time. Linear.
 */
export function readPackets(records: readonly TraceRecord[]): Map<TraceRecord, WirePacket> {
  const seen = records.filter(isPacket)
  if (seen.length === 0) return new Map()
  const ends = new KnownEnds(records)
  const packets = new Map<TraceRecord, WirePacket>()
  for (const record of seen) {
    const from = ends.senderOf(record)
    if (from) packets.set(record, packetOf(record, { from, ...ends.relativeNumbers(record) }))
  }
  markOvertaking([...packets.values()])
  markOpenedWindows(packets.values())
  return packets
}

/** Which address is whose, and with which sequence numbers each connection began. */
class KnownEnds {
  readonly #sides = new Map<string, Side>()
  readonly #firstSeqNos = new Map<string, number>()

  constructor(records: readonly TraceRecord[]) {
    for (const record of records) {
      const { at, conn } = record
      const side = sides.find((one) => one === at)
      if (side) this.#learn(textOf(record, 'local'), textOf(record, 'remote'), side)
      if (record.kind !== 'tcp.segment') continue
      const { from, to } = endsOf(record)
      const flags = flagsOf(record)
      if (!flags.includes('SYN')) continue
      const sender = flags.includes('ACK') ? 'server' : 'client'
      this.#learn(from, to, sides.find((one) => one === record.sender) ?? sender)
      const seqNo = countOf(record, 'seqNo')
      if (seqNo !== undefined) this.#firstSeqNos.set(`${conn} ${from}`, seqNo)
    }
  }

  /** What was learnt first stays: in a simultaneous open both ends send a SYN. */
  #learn(here: string, there: string, side: Side): void {
    if (here !== '' && !this.#sides.has(here)) this.#sides.set(here, side)
    if (there !== '' && !this.#sides.has(there)) this.#sides.set(there, otherSide(side))
  }

  senderOf(record: TraceRecord): Side | undefined {
    const said = sides.find((side) => side === record.sender)
    if (said) return said
    const { from, to } = endsOf(record)
    const receiver = this.#sides.get(to)
    const known = this.#sides.get(from) ?? (receiver && otherSide(receiver))
    if (known) return known
    const [port, otherPort] = [Number(portOf(from)), Number(portOf(to))]
    if (port === 0 || otherPort === 0) return undefined
    return port < otherPort ? 'server' : 'client'
  }

  relativeNumbers(record: TraceRecord): { seqNo?: number; ackNo?: number } {
    const { from, to } = endsOf(record)
    const seqNo = this.#since(record, 'seqNo', from)
    const ackNo = this.#since(record, 'ackNo', to)
    return { ...(seqNo !== undefined && { seqNo }), ...(ackNo !== undefined && { ackNo }) }
  }

  /** Sequence numbers count modulo 2^32. */
  #since(record: TraceRecord, field: string, address: string): number | undefined {
    const number = countOf(record, field)
    const first = this.#firstSeqNos.get(`${record.conn} ${address}`)
    return number === undefined || first === undefined ? undefined : (number - first) >>> 0
  }
}

function endsOf(record: TraceRecord): { from: string; to: string } {
  return { from: textOf(record, 'from'), to: textOf(record, 'to') }
}
