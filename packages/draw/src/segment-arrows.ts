import type { LadderEvent } from './ladder-event.ts'
import type { WirePacket } from './segment-packet.ts'

/** A packet on its way, or the copy of one. Numbers are indexes of events. */
export interface PacketArrow {
  packet: WirePacket
  isCopy: boolean
  /** Names the connection where there are several. */
  prefix: string
  start: number
  /** Undefined where it did not arrive, or nobody saw it arrive. */
  end: number | undefined
}

/** In the order sent. Linear. */
export function packetArrows(events: readonly LadderEvent[]): PacketArrow[] {
  const whole = new Map<WirePacket, PacketArrow>()
  const copies: PacketArrow[] = []
  for (const [index, { packet: seen }] of events.entries()) {
    if (!seen) continue
    const { packet, moment, prefix } = seen
    const sent = whole.get(packet)
    if (moment === 'sent') {
      whole.set(packet, { packet, isCopy: false, prefix, start: index, end: undefined })
    } else if (sent && moment === 'arrived') sent.end = index
    else if (sent) copies.push({ ...sent, isCopy: true, end: index })
  }
  return [...whole.values(), ...copies]
}

/** A packet's arrow between rows; of many between the same two rows, the first stands for all. */
export interface RowPacket extends PacketArrow {
  startRow: number
  endRow: number | undefined
  /** Numbers of the records behind it. */
  n: number[]
}

/** Arrows by rows. Those within one row that says how many they are, or left out at both ends, are none. */
export function rowPackets(
  { rows, packets }: { rows: readonly { kind: string }[]; packets: readonly PacketArrow[] },
  rowOf: readonly number[],
): RowPacket[] {
  const merged = new Map<string, RowPacket>()
  const isCut = (row: number | undefined) => row === undefined || rows[row]?.kind === 'cut'
  for (const arrow of packets) {
    const startRow = rowOf[arrow.start] ?? 0
    const endRow = arrow.end === undefined ? undefined : rowOf[arrow.end]
    const isWithin = startRow === endRow || endRow === undefined
    if (isWithin && rows[startRow]?.kind !== 'event') continue
    if (isCut(startRow) && isCut(endRow)) continue
    const key = `${arrow.packet.from} ${startRow} ${endRow}`
    const known = merged.get(key)
    if (known) known.n.push(arrow.packet.record.n)
    else merged.set(key, { ...arrow, startRow, endRow, n: [arrow.packet.record.n] })
  }
  return [...merged.values()]
}
