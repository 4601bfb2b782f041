import { countOf } from './record-fields.ts'
import { flagsOf, optionsOf, type WirePacket } from './segment-packet.ts'

/** RFC 7323 §2.3 */
const mostShift = 14

/**
 * Marks the first segment of each end that offers room again after one that offered none, with the window
 * in bytes. `packets` are in order of time. Linear.
 */
export function markOpenedWindows(packets: Iterable<WirePacket>): void {
  const closed = new Set<string>()
  const shifts = new Map<string, number>()
  for (const packet of packets) {
    const { record, protocol } = packet
    const window = countOf(record, 'window')
    const flags = flagsOf(record)
    if (protocol !== 'TCP' || window === undefined || flags.includes('RST')) continue
    const [from, to] = [`${record.conn} ${record.from}`, `${record.conn} ${record.to}`]
    if (flags.includes('SYN')) {
      const { windowScale } = optionsOf(packet)
      if (typeof windowScale === 'number') shifts.set(from, Math.min(windowScale, mostShift))
    } else if (window === 0) closed.add(from)
    else if (closed.delete(from)) {
      const shift = shifts.has(to) ? (shifts.get(from) ?? 0) : 0
      packet.opensWindowBytes = window * 2 ** shift
    }
  }
}
