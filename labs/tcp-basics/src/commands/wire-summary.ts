import { ladderToTerminal } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'

/** Longer runs are for the page. */
const mostPacketsDrawn = 40

/** What went over the wire, in a few lines; a short run as a ladder as well. */
export function wireSummary(records: readonly TraceRecord[]): string {
  const packets = records.filter(isPacket)
  const ladder =
    packets.length > 0 && packets.length <= mostPacketsDrawn
      ? `\n${ladderToTerminal(records, { columns: process.stderr.columns ?? 100, color: process.stderr.isTTY })}`
      : ''
  return `${ladder}\n${countsOf(packets)}`
}

function countsOf(packets: readonly TraceRecord[]): string {
  const lost = packets.filter(({ fate }) => fate === 'dropped')
  const again = packets.filter((one) => one.retransmissionOf !== undefined).length
  const parts = [
    count(packets.length, 'packet'),
    ...causes(lost),
    ...fates(packets),
    count(again, 'retransmission'),
  ]
  return parts.join(', ')
}

function causes(lost: readonly TraceRecord[]): string[] {
  const words = {
    loss: 'lost on the way',
    queue: 'dropped by the full queue',
    rule: 'dropped by a rule',
  }
  return Object.entries(words).flatMap(([cause, said]) => {
    const found = lost.filter((one) => one.cause === cause).length
    return found > 0 ? [`${found} ${said}`] : []
  })
}

function fates(packets: readonly TraceRecord[]): string[] {
  return ['duplicated', 'corrupted'].flatMap((fate) => {
    const found = packets.filter((one) => one.fate === fate).length
    return found > 0 ? [`${found} ${fate}`] : []
  })
}

function isPacket({ at, packetNo, fate }: TraceRecord): boolean {
  return at === 'wire' && packetNo !== undefined && fate !== undefined
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}
