import type { LadderArrow } from './ladder-arrow.ts'
import { formatBytes, formatCount } from './quantities.ts'

/** What became of an arrow at the other end. */
export type Fate =
  /** It arrived, or it is known who refused it. */
  | 'arrived'
  /** That end is watched, and never took it. */
  | 'never taken'
  /** That end is watched and still open: it may take it yet. */
  | 'not taken yet'
  /** Nobody watches that end. */
  | 'unseen'

/** The words beside an arrow, '' where the labels at its ends say it all. */
export function arrowLabel(arrow: LadderArrow, fate: Fate): string {
  if (arrow.kind === 'refused') return ''
  if (arrow.kind === 'datagram') return datagramLabel(arrow, fate)
  if (arrow.kind === 'end-of-stream' && fate === 'arrived') return 'end of stream'
  if (fate === 'arrived') return arrow.kind === 'bytes' ? bytesWords(arrow) : ''
  if (fate === 'unseen') return ''
  const yet = fate === 'not taken yet' ? ' yet' : ''
  if (arrow.kind === 'connection') return `not accepted${yet}`
  if (arrow.kind === 'bytes' && arrow.ticks.length > 0) {
    return `${formatCount(arrow.unreadBytes)} B not read${yet}`
  }
  return `not read${yet}`
}

function datagramLabel({ lastByte }: LadderArrow, fate: Fate): string {
  if (fate === 'arrived') return `${formatCount(lastByte)} B`
  if (fate === 'unseen') return ''
  return fate === 'not taken yet' ? 'not received yet' : 'never received'
}

/** What to write where a connection was refused, ever shorter; `port` is '' where it is not known. */
export function refusalLabels(port: string): string[] {
  const short = ['nobody listens', 'no listener']
  return port === '' ? short : [`nobody listens on port ${port}`, ...short]
}

/** The whole story of an arrow, and how we know. */
export function arrowTitle(arrow: LadderArrow, fate: Fate): string {
  return `${arrowStory(arrow, fate)} Derived from what the sockets saw; no packet was seen.`
}

function arrowStory(arrow: LadderArrow, fate: Fate): string {
  const end = arrow.from === 'client' ? 'server' : 'client'
  if (arrow.kind === 'refused') return `The ${end}'s machine refused the connection.`
  if (fate === 'unseen') return `${subjectOf(arrow)}; the ${end} cannot be seen from here.`
  if (fate !== 'arrived') {
    const verb = verbs[arrow.kind] ?? 'read'
    const when = fate === 'not taken yet' ? 'not yet' : 'never'
    return `${subjectOf(arrow)}; ${unreadWords(arrow)}${when} ${verb} by the ${end}'s program.`
  }
  if (arrow.kind === 'connection') return 'The connection was handed to the other program.'
  return `${subjectOf(arrow)} reached the ${end}'s program${arrow.ticks.length > 0 ? `, in ${arrow.ticks.length + 1} reads` : ''}.`
}

const verbs: Partial<Record<LadderArrow['kind'], string>> = {
  connection: 'accepted',
  datagram: 'received',
}

function subjectOf(arrow: LadderArrow): string {
  if (arrow.kind === 'connection') return 'The connection asked for'
  if (arrow.kind === 'datagram') return `A datagram of ${formatBytes(arrow.lastByte)}`
  if (arrow.kind === 'end-of-stream') return `The end of the ${arrow.from}'s stream`
  return `${bytesWords(arrow)} of the ${arrow.from}'s stream`.replace(/^b/, 'B')
}

function unreadWords(arrow: LadderArrow): string {
  return arrow.ticks.length > 0 ? `${formatBytes(arrow.unreadBytes)} of it ` : ''
}

function bytesWords({ firstByte, lastByte }: LadderArrow): string {
  if (firstByte === lastByte) return `byte ${formatCount(firstByte)}`
  return `bytes ${formatCount(firstByte)}–${formatCount(lastByte)}`
}
