import type { TraceRecord } from '@socket-labs/trace'
import type { Fate } from './arrow-words.ts'
import { byteArrows } from './byte-arrows.ts'
import { type Conversation, conversationOf } from './conversation.ts'
import { datagramArrows } from './datagram-arrows.ts'
import type { LadderArrow } from './ladder-arrow.ts'
import {
  type LadderEvent,
  ladderEventOf,
  otherSide,
  packetEventsOf,
  type Side,
} from './ladder-event.ts'
import type { LadderRow } from './ladder-row.ts'
import { ladderRows } from './ladder-rows.ts'
import { type LifelineBand, lifelineBands } from './lifeline-bands.ts'
import type { LadderContent } from './options.ts'
import { isListeners, isListenersState, textOf } from './record-fields.ts'
import { safeText } from './safe-text.ts'
import { type PacketArrow, packetArrows } from './segment-arrows.ts'
import { readPackets } from './segment-reader.ts'
import { signalArrows } from './signal-arrows.ts'
import { columnsOf, fitText } from './text-width.ts'

/** What a ladder says, before anything is measured: every painter starts from this. */
export interface Ladder {
  conversation: Conversation
  events: LadderEvent[]
  rows: LadderRow[]
  /** Derived from what the sockets saw; none of a connection whose packets were seen. */
  arrows: (LadderArrow & { fate: Fate })[]
  /** Observed on the wire. */
  packets: PacketArrow[]
  bands: LifelineBand[]
  ends: Record<Side, LadderEnd>
  /** Index of the selected event. */
  selected: number | undefined
}

export interface LadderEnd {
  /** False: nothing was noted at this end. */
  isSeen: boolean
  /** `127.0.0.1:4000`; '' where it is not known. */
  address: string
}

/** Reads a ladder from records. Linear in their number, but for sorting those that are out of order. */
export function readLadder(records: readonly TraceRecord[], options: LadderContent): Ladder {
  const conversation = conversationOf(records, options)
  const events = eventsOf(conversation)
  const found = events.findIndex(({ record }) => record.n === options.selectedN)
  const selected = found < 0 ? undefined : found
  const ends = { client: endOf(events, 'client'), server: endOf(events, 'server') }
  const { maxRows = 1000, isFolded = true } = options
  const packets = packetArrows(events)
  const rowOptions = { maxRows: Math.max(1, Math.floor(maxRows)), isFolded, selected, packets }
  return {
    conversation,
    events,
    rows: ladderRows(events, rowOptions),
    arrows: arrowsOf(conversation, events, ends),
    packets,
    bands: bandsOf(conversation, events),
    ends,
    selected,
  }
}

/** A connection's name before a label, columns. */
const longestName = 12

function eventsOf({ records, drawn }: Conversation): LadderEvent[] {
  const events: LadderEvent[] = []
  const packets = readPackets(records)
  const begun = new Set<string>()
  for (const record of records) {
    const isNamed = drawn.length > 1 && typeof record.conn === 'string'
    const prefix = isNamed ? `${fitText(safeText(record.conn), longestName, columnsOf)} ` : ''
    const packet = packets.get(record)
    const event = packet ? undefined : ladderEventOf(record, prefix)
    if (packet) events.push(...packetEventsOf(packet, prefix))
    else if (event) events.push(begun.has(record.at) ? named(event) : event)
    if (record.kind === 'tcp.state' && !isListenersState(record)) begun.add(record.at)
  }
  return packets.size === 0 ? events : events.sort((a, b) => a.tMs - b.tMs)
}

/** A listener that was found only after its connection had begun is not the state of that connection. */
function named(event: LadderEvent): LadderEvent {
  if (!isListenersState(event.record) || textOf(event.record, 'to') !== 'LISTEN') return event
  return { ...event, labels: ['listener LISTEN', 'listener'], isStrong: false }
}

/** Bands of several connections on one lifeline would hide one another. */
function bandsOf({ drawn }: Conversation, events: readonly LadderEvent[]): LifelineBand[] {
  if (drawn.length > 1) return []
  return [...lifelineBands(events, 'client'), ...lifelineBands(events, 'server')]
}

function arrowsOf(
  conversation: Conversation,
  events: readonly LadderEvent[],
  ends: Ladder['ends'],
): Ladder['arrows'] {
  const isOver = conversation.records.some(({ kind }) => kind === 'run.ended')
  return groupsOf(conversation, events).flatMap((indexes) => {
    const group = indexes.map((index) => events[index] as LadderEvent)
    if (group.some(isSeenOnWire)) return []
    const isClosed = (side: Side) =>
      isOver || group.some((event) => event.place === side && isClose(event))
    const over = { client: isClosed('client'), server: isClosed('server') }
    return [...signalArrows(group), ...byteArrows(group), ...datagramArrows(group)].map((arrow) => {
      const to = otherSide(arrow.from)
      return withIndexes(arrow, indexes, fateOf(arrow, ends[to].isSeen, over[to]))
    })
  })
}

function isSeenOnWire({ packet }: LadderEvent): boolean {
  const protocol = packet?.packet.protocol
  return protocol === 'TCP' || protocol === 'UDP'
}

function isClose({ record }: LadderEvent): boolean {
  return record.kind === 'socket.close' && !isListeners(record)
}

function fateOf(arrow: LadderArrow, isSeen: boolean, isOver: boolean): Fate {
  if (arrow.end !== undefined) return 'arrived'
  if (!isSeen) return 'unseen'
  return isOver ? 'never taken' : 'not taken yet'
}

function withIndexes(
  arrow: LadderArrow,
  indexes: readonly number[],
  fate: Fate,
): LadderArrow & { fate: Fate } {
  const real = (i: number | undefined) => (i === undefined ? undefined : indexes[i])
  const ticks = arrow.ticks.map((tick) => indexes[tick] as number)
  return { ...arrow, start: real(arrow.start), end: real(arrow.end), ticks, fate }
}

/** Event indexes of each connection drawn; what belongs to none (a gap) counts for each of them. */
function groupsOf({ drawn }: Conversation, events: readonly LadderEvent[]): number[][] {
  if (drawn.length < 2) return [events.map((_, index) => index)]
  const groups = new Map(drawn.map((name): [string, number[]] => [name, []]))
  for (const [index, { record }] of events.entries()) {
    if (typeof record.conn === 'string') groups.get(record.conn)?.push(index)
    else if (record.kind === 'gap') for (const group of groups.values()) group.push(index)
  }
  return [...groups.values()]
}

function endOf(events: readonly LadderEvent[], side: Side): LadderEnd {
  const packet = events.find(isSeenOnWire)
  let address = packet ? addressAt(side, packet) : ''
  let isSeen = false
  for (const event of events) {
    const { place } = event
    if (place === 'across') continue
    if (place === side) isSeen = true
    address ||= addressAt(side, event)
    if (isSeen && address !== '') break
  }
  return { isSeen, address }
}

function addressAt(side: Side, { record, place, packet }: LadderEvent): string {
  if (!packet) return textOf(record, place === side ? 'local' : 'remote')
  if (packet.packet.protocol !== 'TCP' && packet.packet.protocol !== 'UDP') return ''
  return textOf(record, packet.packet.from === side ? 'from' : 'to')
}
