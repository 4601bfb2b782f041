import { foldLabels, foldTexts } from './fold-words.ts'
import type { LadderEvent } from './ladder-event.ts'
import type { EventRow, FoldRow } from './ladder-row.ts'
import { isRoutine as isRoutinePacket } from './segment-packet.ts'

/** A stretch of routine longer than this is folded. */
const longestStretchRows = 24
/** Of each kind of event in a folded stretch this many stay, so that the first of everything is seen. */
const keptFirst = 3
/** Of a long stretch with packets so many events stay at its start and at its end, and one fold between them. */
const keptHead = 10
const keptTail = 4
/** Folding fewer would hide more than it saves. */
const fewestFolded = 3
/** Callbacks that follow one another say nothing that one row could not say. */
const fewestCallbacks = 2

const routine = new Set([
  ...['socket.write', 'socket.written', 'socket.data', 'socket.drain', 'udp.datagram'],
  ...['frame.sent', 'frame.decoded', 'frame.broken'],
])

/**
 * Events as rows, long stretches of writes, reads and the program's own output folded: the first three of
 * each kind stay, the last one stays, and the event `selected` stays. A long stretch with packets, which
 * overlap in time, is folded in the middle; one that was lost, sent again or changed is in no stretch.
 */
export function foldRows(
  events: readonly LadderEvent[],
  selected: number | undefined,
): (EventRow | FoldRow)[] {
  const rows: (EventRow | FoldRow)[] = []
  let start = 0
  while (start < events.length) {
    let end = start
    while (end < events.length && isRoutine(events[end] as LadderEvent)) end++
    const stretch = { start, end, selected }
    if (end === start) rows.push({ kind: 'event', event: end++ })
    else if (isLong(events, stretch)) rows.push(...foldLong(events, stretch))
    else rows.push(...foldCallbacks(events, stretch))
    start = end
  }
  return rows
}

/** Events start … end - 1. */
interface Stretch {
  start: number
  end: number
  selected: number | undefined
}

/** A packet counts where it is sent. */
function isLong(events: readonly LadderEvent[], { start, end }: Stretch): boolean {
  let count = 0
  for (let i = start; i < end && count <= longestStretchRows; i++) {
    const packet = events[i]?.packet
    if (!packet || packet.moment === 'sent') count++
  }
  return count > longestStretchRows
}

function isRoutine({ record, packet }: LadderEvent): boolean {
  if (packet) return isRoutinePacket(packet.packet)
  const isOutput = record.kind === 'note' && record.at === 'program'
  return isOutput || routine.has(record.kind)
}

function foldLong(events: readonly LadderEvent[], stretch: Stretch): (EventRow | FoldRow)[] {
  const { start, end } = stretch
  const kept = keptOf(events, stretch)
  const runs = runsOf(start, end, (i, first) => !kept.has(i) && !kept.has(first))
  return runs.flatMap((run) => rowsOf(events, run, fewestFolded))
}

function foldCallbacks(
  events: readonly LadderEvent[],
  { start, end, selected }: Stretch,
): (EventRow | FoldRow)[] {
  const isCallback = (i: number) => events[i]?.record.kind === 'socket.written' && i !== selected
  const runs = runsOf(
    start,
    end,
    (i, first) => isCallback(i) && isCallback(first) && events[i]?.place === events[first]?.place,
  )
  return runs.flatMap((run) => rowsOf(events, run, fewestCallbacks))
}

/** Cuts start … end - 1 into runs; an index joins the run begun at `first` where `joins` says so. */
function runsOf(
  start: number,
  end: number,
  joins: (index: number, first: number) => boolean,
): number[][] {
  const runs: number[][] = []
  for (let i = start; i < end; i++) {
    const run = runs.at(-1)
    if (run && joins(i, run[0] as number)) run.push(i)
    else runs.push([i])
  }
  return runs
}

function rowsOf(
  events: readonly LadderEvent[],
  run: number[],
  fewest: number,
): (EventRow | FoldRow)[] {
  if (run.length < fewest) return run.map((event) => ({ kind: 'event', event }))
  const folded = run.map((i) => events[i] as LadderEvent)
  return [{ kind: 'fold', events: run, labels: foldLabels(folded), texts: foldTexts(folded) }]
}

function keptOf(events: readonly LadderEvent[], stretch: Stretch): Set<number> {
  const { start, end, selected } = stretch
  const kept = new Set<number>()
  const counts = new Map<string, number>()
  const lasts = new Map<string, number>()
  const hasPackets = events.slice(start, end).some(({ packet }) => packet)
  const chosen = selected === undefined ? undefined : events[selected]?.record
  for (let i = start; i < end; i++) {
    const { record, place, packet } = events[i] as LadderEvent
    if (record === chosen) kept.add(i)
    if (hasPackets && (i < start + keptHead || i >= end - keptTail)) kept.add(i)
    if (packet) continue
    const species = `${record.conn} ${place} ${record.kind} ${record.returned} ${record.direction}`
    const count = counts.get(species) ?? 0
    counts.set(species, count + 1)
    lasts.set(species, i)
    if (count < (hasPackets ? 1 : keptFirst)) kept.add(i)
  }
  for (const last of hasPackets ? [] : lasts.values()) kept.add(last)
  return kept
}
