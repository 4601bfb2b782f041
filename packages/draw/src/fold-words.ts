import { type LadderEvent, type Side, sides } from './ladder-event.ts'
import { formatCount, formatSize, plural } from './quantities.ts'
import { bytesOf } from './record-fields.ts'
import type { WirePacket } from './segment-packet.ts'

const nouns = new Map([
  ['socket.write', 'write'],
  ['socket.data', 'read'],
  ['socket.drain', 'drain'],
  ['socket.written', 'write callback'],
  ['udp.datagram', 'datagram'],
  ['frame.sent', 'message'],
  ['frame.decoded', 'frame'],
  ['frame.broken', 'broken frame'],
])

/** For each end what was folded there, the same ever shorter: `147 writes, 9 633 792 B`, `147 writes`. */
export function foldLabels(events: readonly LadderEvent[]): Partial<Record<Side, string[]>> {
  const labels: Partial<Record<Side, string[]>> = {}
  for (const side of sides) {
    const sums = sumsOf(events.filter(({ place, packet }) => place === side && !packet))
    if (sums.length === 0) continue
    const short = sums.map(({ noun, count }) => plural(count, noun))
    const long = sums.map(({ bytes }, i) =>
      bytes > 0 ? `${short[i]}, ${formatCount(bytes)} B` : short[i],
    )
    labels[side] = [long, short, short.slice(0, 1)].map((words) => `… ${words.join(', ')}`)
  }
  return labels
}

/** What was folded and belongs to neither end, the same ever shorter; none where there was nothing. */
export function foldTexts(events: readonly LadderEvent[]): string[] {
  const count = events.filter(({ place }) => place === 'across').length
  const output = count === 0 ? [] : [`${plural(count, 'line')} of output`]
  const packets = new Set<WirePacket>()
  for (const { packet } of events) if (packet) packets.add(packet.packet)
  const ways = sides.map((side) =>
    wayWords(
      [...packets].filter(({ from }) => from === side),
      side,
    ),
  )
  const texts = [0, 1, 2]
    .map((size) => [...output, ...ways.flatMap((words) => words[size] ?? [])].join(', '))
    .filter((text) => text !== '')
  return [...texts.map((text) => `… ${text} …`), ...texts.slice(-1)]
}

/** What went one way, ever shorter: `38 segments, 53 kB →`, `38 segments →`, `38 →`. */
function wayWords(packets: readonly WirePacket[], from: Side): string[] {
  if (packets.length === 0) return []
  const isTcp = packets.every(({ protocol }) => protocol === 'TCP')
  const isUdp = packets.every(({ protocol }) => protocol === 'UDP')
  const noun = isTcp ? 'segment' : isUdp ? 'datagram' : 'packet'
  const bytes = packets.reduce((sum, { payloadBytes }) => sum + payloadBytes, 0)
  const many = plural(packets.length, noun)
  const counts = [bytes > 0 ? `${many}, ${formatSize(bytes)}` : many, many, String(packets.length)]
  return counts.map((words) => (from === 'client' ? `${words} →` : `← ${words}`))
}

interface Sum {
  noun: string
  count: number
  bytes: number
}

/** Callbacks are named only where there is nothing else. */
function sumsOf(events: readonly LadderEvent[]): Sum[] {
  const sums = new Map<string, Sum>()
  for (const { record } of events) {
    const noun = nouns.get(record.kind) ?? 'event'
    const sum = sums.get(noun) ?? { noun, count: 0, bytes: 0 }
    sum.count++
    sum.bytes += bytesOf(record) ?? 0
    sums.set(noun, sum)
  }
  if (sums.size > 1) sums.delete('write callback')
  return [...sums.values()]
}
