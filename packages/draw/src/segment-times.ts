import type { LadderEvent } from './ladder-event.ts'
import type { PacketArrow } from './segment-arrows.ts'

/** How long a packet usually is on the way, ms: the median; 0 where none was seen at both ends. */
export function usualTravelMs(packets: readonly PacketArrow[]): number {
  const travels: number[] = []
  for (const { packet, isCopy } of packets) {
    if (!isCopy && packet.arrivedMs !== undefined) travels.push(packet.arrivedMs - packet.sentMs)
  }
  travels.sort((a, b) => a - b)
  return travels[Math.floor(travels.length / 2)] ?? 0
}

/** After each event, how many packets are on the way. */
export function packetsOnTheWay(
  events: readonly LadderEvent[],
  packets: readonly PacketArrow[],
): number[] {
  const change = new Array<number>(events.length).fill(0)
  for (const { start, end } of packets) {
    if (end === undefined) continue
    change[start] = (change[start] ?? 0) + 1
    change[end] = (change[end] ?? 0) - 1
  }
  let count = 0
  return change.map((by) => (count += by))
}
