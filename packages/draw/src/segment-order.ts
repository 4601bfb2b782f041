import type { WirePacket } from './segment-packet.ts'

/**
 * Marks packets that did not arrive in the order in which they were sent, per connection and direction. Of each
 * stretch that is out of order the fewer are marked: one late packet was overtaken, one hasty packet overtook.
 */
export function markOvertaking(packets: readonly WirePacket[]): void {
  const groups = new Map<string, Arrival[]>()
  for (const packet of packets) {
    const { arrivedMs, record, from } = packet
    if (arrivedMs === undefined || packet.packetNo === undefined) continue
    const key = `${from} ${record.conn}`
    const group = groups.get(key) ?? []
    groups.set(key, group)
    group.push({ packet, packetNo: packet.packetNo, arrivedMs })
  }
  for (const group of groups.values()) {
    group.sort((a, b) => a.packet.sentMs - b.packet.sentMs || a.packetNo - b.packetNo)
    markGroup(group)
  }
}

interface Arrival {
  packet: WirePacket
  packetNo: number
  arrivedMs: number
}

/** In the order sent; `latest` of those before, `earliest` of those behind. */
function markGroup(arrivals: readonly Arrival[]): void {
  const earliest = earliestBehind(arrivals)
  let latest: Arrival | undefined
  let stretch: Pair[] = []
  for (const [i, arrival] of arrivals.entries()) {
    const overtook = latest && arrival.arrivedMs < latest.arrivedMs ? latest : undefined
    const behind = earliest[i]
    const overtakenBy = behind && behind.arrivedMs < arrival.arrivedMs ? behind : undefined
    stretch.push({ packet: arrival.packet, overtook, overtakenBy })
    if (!latest || arrival.arrivedMs > latest.arrivedMs) latest = arrival
    if (behind && behind.arrivedMs < latest.arrivedMs) continue
    markStretch(stretch)
    stretch = []
  }
}

interface Pair {
  packet: WirePacket
  overtook: Arrival | undefined
  overtakenBy: Arrival | undefined
}

function markStretch(stretch: readonly Pair[]): void {
  const hasty = stretch.filter(({ overtook }) => overtook)
  const late = stretch.filter(({ overtakenBy }) => overtakenBy)
  for (const { packet, overtook } of hasty.length <= late.length ? hasty : []) {
    if (overtook) packet.overtook = overtook.packetNo
  }
  for (const { packet, overtakenBy } of late.length <= hasty.length ? late : []) {
    if (overtakenBy) packet.overtakenBy = overtakenBy.packetNo
  }
}

function earliestBehind(arrivals: readonly Arrival[]): (Arrival | undefined)[] {
  const earliest: (Arrival | undefined)[] = []
  let best: Arrival | undefined
  for (let i = arrivals.length - 1; i >= 0; i--) {
    earliest[i] = best
    const arrival = arrivals[i] as Arrival
    if (!best || arrival.arrivedMs < best.arrivedMs) best = arrival
  }
  return earliest
}
