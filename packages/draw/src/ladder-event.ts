import type { TraceRecord } from '@socket-labs/trace'
import { describe } from './describe.ts'
import { errorMeaningShort } from './error-words.ts'
import { formatCount } from './quantities.ts'
import { bytesOf, countOf, isListeners, isListenersState, portOf, textOf } from './record-fields.ts'
import { safeText } from './safe-text.ts'
import type { WirePacket } from './segment-packet.ts'
import { packetRole } from './segment-words.ts'
import type { Role } from './shapes.ts'

/** One of the two ends of a ladder. */
export type Side = 'client' | 'server'

export const sides: readonly Side[] = ['client', 'server']

export function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client'
}

/** A record as a ladder shows it: at one lifeline, or across all of the picture. */
export interface LadderEvent {
  record: TraceRecord
  /** When; a packet is an event where it was sent and another where it arrived. */
  tMs: number
  place: Side | 'across'
  /** The same label ever shorter; a painter takes the first that fits. */
  labels: string[]
  role: Role
  isStrong: boolean
  packet?: PacketMoment
}

/** What a packet's event is. Its words stand beside its arrow; `prefix` names its connection among several. */
export interface PacketMoment {
  packet: WirePacket
  moment: 'sent' | 'arrived' | 'copy'
  prefix: string
}

/** Kinds that a ladder leaves to other pictures. */
const hidden = new Set([
  'run.started',
  'run.ended',
  'fact',
  'tcp.info',
  'tcp.segment',
  'state.reading',
])

/** Undefined where the ladder does not show this kind of record. */
export function ladderEventOf(record: TraceRecord, prefix = ''): LadderEvent | undefined {
  if (hidden.has(record.kind) || typeof record.kind !== 'string') return undefined
  const place = placeOf(record)
  const labels = labelsOf(record).map((label) => prefix + safeText(label))
  const look = { role: roleOf(record, place), isStrong: isStrong(record) }
  return { record, tMs: record.tMs, place, labels, ...look }
}

/** A packet at the end that sent it, and at the other where it arrived, once or twice. */
export function packetEventsOf(packet: WirePacket, prefix = ''): LadderEvent[] {
  const { record, from, sentMs, arrivedMs, copyArrivedMs } = packet
  const look = { record, labels: [], role: packetRole(packet), isStrong: false }
  const to = otherSide(from)
  const event = (moment: PacketMoment['moment'], place: Side, tMs: number): LadderEvent => {
    return { ...look, tMs, place, packet: { packet, moment, prefix } }
  }
  return [
    event('sent', from, sentMs),
    ...(arrivedMs === undefined ? [] : [event('arrived', to, arrivedMs)]),
    ...(copyArrivedMs === undefined ? [] : [event('copy', to, copyArrivedMs)]),
  ]
}

function placeOf({ at, kind }: TraceRecord): Side | 'across' {
  if (kind === 'note' || kind === 'gap') return 'across'
  return sides.find((side) => side === at) ?? 'across'
}

function roleOf({ kind }: TraceRecord, place: Side | 'across'): Role {
  if (kind === 'socket.error' || kind === 'gap') return 'lost'
  if (kind === 'frame.decoded') return 'held'
  if (kind === 'frame.broken') return 'not-held'
  if (kind === 'socket.written') return 'faint'
  return place === 'across' ? 'other' : place
}

function isStrong({ kind }: TraceRecord): boolean {
  return kind === 'tcp.state' || kind === 'socket.error'
}

function labelsOf(record: TraceRecord): string[] {
  const labels = labelsByKind.get(record.kind)
  return labels ? labels(record) : [describe(record)]
}

type Labels = (record: TraceRecord) => string[]

const labelsByKind = new Map<string, Labels>(
  Object.entries<Labels>({
    'socket.listening': (record) => {
      const port = portOf(textOf(record, 'local'))
      return port ? [`listening on port ${port}`, `listens on ${port}`, 'listens'] : ['listening']
    },
    'socket.connecting': () => ['connect()'],
    'socket.connect': () => ['connected'],
    'socket.accept': () => ['accepted'],
    'socket.write': writeLabels,
    'socket.written': (record) => {
      const code = textOf(record, 'code')
      return code ? [`write callback: ${code}`, code] : ['write callback', 'callback']
    },
    'socket.data': (record) => [`read${sizeWords(record)}`],
    'socket.drain': () => ['drain'],
    'socket.shutdown': () => ['end()'],
    'socket.end': () => ['end of stream', 'stream end', 'ended'],
    'socket.timeout': () => ['timeout'],
    'socket.error': errorLabels,
    'socket.close': (record) => {
      if (isListeners(record)) return ['stops listening', 'stops']
      return record.hadError === true ? ['close after error', 'close'] : ['close']
    },
    'udp.datagram': (record) => {
      const way = record.direction === 'sent' ? 'send' : 'receive'
      return [`${way} datagram${sizeWords(record)}`, `${way}${sizeWords(record)}`]
    },
    'frame.sent': (record) => [`message${rangeSize(record)}`],
    'frame.decoded': (record) => [`✓ frame${rangeSize(record)}`, '✓ frame'],
    'frame.broken': (record) => {
      const code = textOf(record, 'code')
      return [`✗ no frame${code && `: ${code}`}`, '✗ no frame']
    },
    'tcp.queues': (record) => {
      const receiveBytes = countOf(record, 'receiveQueueBytes') ?? 0
      const sendBytes = countOf(record, 'sendQueueBytes') ?? 0
      const [unread, toSend] = [
        `${formatCount(receiveBytes)} B unread`,
        `${formatCount(sendBytes)} B to send`,
      ]
      return [`kernel: ${toSend}, ${unread}`, receiveBytes === 0 && sendBytes > 0 ? toSend : unread]
    },
    syscall: (record) => {
      const [name, errno] = [textOf(record, 'name'), textOf(record, 'errno')]
      return [describe(record), errno || `${name} ${textOf(record, 'result')}`.trim()]
    },
    'program.ended': (record) => {
      if (textOf(record, 'failure')) return [describe(record), 'did not start']
      return [describe(record), `ended: status ${record.status}`, `ended: ${record.status}`]
    },
    'tcp.state': (record) => {
      const to = textOf(record, 'to') || '?'
      if (isListenersState(record) && to === 'CLOSED')
        return ['listener CLOSED', 'LISTEN ends', 'no LISTEN']
      return to === 'ESTABLISHED' ? [to, 'ESTAB'] : [to]
    },
  }),
)

function writeLabels(record: TraceRecord): string[] {
  const call = `write${sizeWords(record)}`
  if (record.returned !== false) return [call]
  const queuedBytes = countOf(record, 'queuedBytes') ?? 0
  const queued = queuedBytes > 0 ? `, ${formatCount(queuedBytes)} B queued` : ''
  return [`${call} → false${queued}`, `${call} → false`, 'write → false']
}

function errorLabels(record: TraceRecord): string[] {
  const code = textOf(record, 'code') || 'error'
  const meaning = errorMeaningShort(record)
  const whole = meaning === '' || meaning.startsWith(code) ? meaning || code : `${code}: ${meaning}`
  const plain = { ECONNREFUSED: 'refused', ECONNRESET: 'reset' }[code] ?? code
  return [whole, code, plain]
}

/** As it travels, header and all. */
function rangeSize(record: TraceRecord): string {
  const from = countOf(record, 'fromByte')
  const to = countOf(record, 'toByte')
  if (from === undefined || to === undefined || to < from) return sizeWords(record)
  return ` ${formatCount(to - from)} B`
}

function sizeWords(record: TraceRecord): string {
  const bytes = bytesOf(record)
  return bytes === undefined ? '' : ` ${formatCount(bytes)} B`
}
