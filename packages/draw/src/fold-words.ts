import { type LadderEvent, type Side, sides } from './ladder-event.ts'
import { formatCount, plural } from './quantities.ts'
import { bytesOf } from './record-fields.ts'

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
    const sums = sumsOf(events.filter(({ place }) => place === side))
    if (sums.length === 0) continue
    const short = sums.map(({ noun, count }) => plural(count, noun))
    const long = sums.map(({ bytes }, i) =>
      bytes > 0 ? `${short[i]}, ${formatCount(bytes)} B` : short[i],
    )
    labels[side] = [long, short, short.slice(0, 1)].map((words) => `… ${words.join(', ')}`)
  }
  return labels
}

/** What was folded and belongs to neither end; '' where there was nothing. */
export function foldText(events: readonly LadderEvent[]): string {
  const count = events.filter(({ place }) => place === 'across').length
  return count === 0 ? '' : `… ${plural(count, 'line')} of output …`
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
