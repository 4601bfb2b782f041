import { select, type TraceRecord } from '@socket-labs/trace'

/** What a segment must have to be the one; each that is given must match. */
export interface SegmentFilter {
  sender?: 'client' | 'server'
  /** Exactly these, in any order: `['SYN', 'ACK']`. PSH, which says nothing about states, is left out. */
  flags?: readonly string[]
  /** True: only segments with data; false: only those without. */
  hasData?: boolean
  fate?: string
  conn?: string
}

/** The segments that match, in the order in which they were sent. */
export function segments(
  records: readonly TraceRecord[],
  { sender, flags, hasData, fate, conn }: SegmentFilter = {},
): TraceRecord[] {
  return select(records, { kind: 'tcp.segment', at: 'wire', ...(conn && { conn }) }).filter(
    (segment) =>
      (sender === undefined || segment.sender === sender) &&
      (flags === undefined || flagsOf(segment) === [...flags].sort().join()) &&
      (hasData === undefined || Number(segment.payloadBytes) > 0 === hasData) &&
      (fate === undefined || segment.fate === fate),
  )
}

function flagsOf({ flags }: TraceRecord): string {
  const said = Array.isArray(flags) ? flags.map(String) : []
  return said
    .filter((flag) => flag !== 'PSH')
    .sort()
    .join()
}

/** The first change of one end's state to `to`; `from` where it matters. */
export function stateChange(
  records: readonly TraceRecord[],
  at: 'client' | 'server',
  { to, from, conn }: { to: string; from?: string; conn?: string },
): TraceRecord | undefined {
  return select(records, { kind: 'tcp.state', at, ...(conn && { conn }) }).find(
    (change) => change.to === to && (from === undefined || change.from === from),
  )
}

/** `SYN_SENT → ESTABLISHED`: the states of one end, in order, as its records tell them. */
export function walk(
  records: readonly TraceRecord[],
  at: 'client' | 'server',
  conn?: string,
): string[] {
  const changes = select(records, { kind: 'tcp.state', at, ...(conn && { conn }) }).filter(
    ({ to }) => to !== 'LISTEN',
  )
  return changes.length === 0
    ? []
    : [String(changes[0]?.from), ...changes.map(({ to }) => String(to))]
}

/** When a segment was handed to the receiver's kernel, ms since the run's start; NaN: it never was. */
export function arrivedMs(segment: TraceRecord | undefined): number {
  return Number(segment?.arrivedMs ?? Number.NaN)
}
