import { formatCount, formatDuration } from './quantities.ts'
import { textOf } from './record-fields.ts'
import { safeText } from './safe-text.ts'
import { hasFlag, isPureAck, optionsOf, type WirePacket } from './segment-packet.ts'
import type { Role } from './shapes.ts'

/** What a packet is, ever shorter: `PSH seq 1 len 1460 ack 1`, `PSH seq 1 len 1460`, `seq 1`. */
export function packetLabels(packet: WirePacket): string[] {
  if (packet.protocol === 'TCP') return segmentLabels(packet)
  const { record, payloadBytes } = packet
  if (packet.protocol === 'UDP') {
    return [`datagram ${formatCount(payloadBytes)} B`, `${formatCount(payloadBytes)} B`, 'UDP']
  }
  if (packet.protocol === 'IP') {
    return [`IP packet (${textOf(record, 'protocol') || 'unknown'})`, 'IP packet', 'IP']
  }
  const name = textOf(record, 'name') || `type ${safeText(record.type) || '?'}`
  const codeName = textOf(record, 'codeName')
  const whole = codeName === '' ? [] : [`ICMP ${name}: ${codeName}`]
  return [...whole, `ICMP ${codeName || name}`, codeName || name, 'ICMP']
}

function segmentLabels(packet: WirePacket): string[] {
  const { payloadBytes, flags } = packet
  const ack = hasFlag(packet, 'ACK') ? numbered(' ack', packet.ackNo) : ''
  if (isPureAck(packet) && flags.length > 0) return ackLabels(packet)
  const seq = numbered(' seq', packet.seqNo)
  const names = flags.filter((flag) => flag !== 'ACK' || isNamed(packet)).join(' ')
  const len = payloadBytes > 0 ? ` len ${payloadBytes}` : ''
  const hasData = payloadBytes > 0 && !hasFlag(packet, 'FIN') && !hasFlag(packet, 'SYN')
  const whole = names + seq + len + (hasData ? '' : ack)
  const long = hasData ? [whole + ack] : optionWords(packet).map((words) => whole + words)
  const short = hasData ? [(seq + len).trim(), seq.trim()] : [names + seq, names || seq]
  return [...long, whole, ...short].map((label) => label.trim() || 'no flags')
}

/** Beside a SYN or RST an ACK is worth its name; elsewhere nearly every segment has one. */
function isNamed(packet: WirePacket): boolean {
  return hasFlag(packet, 'SYN') || hasFlag(packet, 'RST')
}

function ackLabels(packet: WirePacket): string[] {
  const { record, ackNo, opensWindowBytes } = packet
  const short = `ACK${ackNo === undefined ? '' : ` ${ackNo}`}`
  const windowBytes = record.window === 0 ? 0 : opensWindowBytes
  const win = windowBytes === undefined ? [] : [`win ${windowBytes}`]
  const whole = [short, ...win].join(' ')
  const sack = optionsOf(packet).sack
  const hasSack = Array.isArray(sack) && sack.length > 0
  return [...(hasSack ? [`${whole} SACK`] : []), whole, ...win, short]
}

function numbered(name: string, number: number | undefined): string {
  return number === undefined ? '' : `${name} ${number}`
}

/** The options of a SYN, ever fewer. */
function optionWords(packet: WirePacket): string[] {
  if (!hasFlag(packet, 'SYN')) return []
  const { mssBytes, windowScale, sackPermitted, timestamp } = optionsOf(packet)
  const mss = isCount(mssBytes) ? ` mss ${mssBytes}` : ''
  const scale = isCount(windowScale) ? ` wscale ${windowScale}` : ''
  const rest = `${sackPermitted === true ? ' SACK' : ''}${timestamp ? ' TS' : ''}`
  return [mss + scale + rest, mss + scale, mss].filter((words, i, all) => {
    return words !== '' && words !== all[i + 1]
  })
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

export function packetRole(packet: WirePacket): Role {
  if (packet.retransmissionOf !== undefined) return 'retransmission'
  if (packet.isLost || packet.isCorrupted) return 'lost'
  return isPureAck(packet) ? 'ack' : packet.from
}

/** What is out of the ordinary with a packet on its way, ever shorter; none where nothing is. */
export function packetMarks(packet: WirePacket): string[] {
  const { heldMs, overtook, overtakenBy, retransmissionOf } = packet
  const marks: [long: string, short: string][] = []
  if (retransmissionOf !== undefined) {
    marks.push([`retransmission of packet ${retransmissionOf}`, 'retransmission'])
  }
  if (packet.isCorrupted) marks.push(['corrupted on the way', 'corrupted'])
  if (heldMs !== undefined) marks.push([`held ${formatDuration(heldMs)}`, 'held'])
  if (overtook !== undefined) marks.push([`overtook packet ${overtook}`, 'overtook'])
  if (overtakenBy !== undefined) marks.push([`overtaken by packet ${overtakenBy}`, 'overtaken'])
  if (marks.length === 0) return []
  const all = [marks.map(([long]) => long), marks.map(([, short]) => short)]
  const first = marks[0]?.[1] ?? ''
  return [...all.map((words) => words.join(', ')), first, ...(shortest.get(first) ?? [])]
}

const shortest = new Map([['retransmission', ['again']]])

/** Why a packet never arrived, ever shorter. */
export function lossLabels({ record }: WirePacket): string[] {
  if (record.cause === 'queue') return ['dropped: the queue was full', 'queue full', 'dropped']
  if (record.cause !== 'rule') return ['lost on the way', 'lost']
  const rule = textOf(record, 'rule')
  const named = rule === '' ? [] : [`dropped by rule: ${rule}`, `rule: ${rule}`]
  return [...named, 'dropped by rule', 'dropped']
}

/** A packet and what became of it, as one phrase. */
export function packetStory(packet: WirePacket): string {
  const { record, protocol } = packet
  const from = textOf(record, 'sender') || textOf(record, 'from')
  const noun = { TCP: 'segment', UDP: 'datagram', ICMP: 'message', IP: 'packet' }[protocol]
  const labels = packetLabels(packet)
  const what = protocol === 'UDP' ? labels[1] : labels[0]
  return `${noun}${from === '' ? '' : ` from ${from}`}: ${what}${fateWords(packet)}`
}

function fateWords(packet: WirePacket): string {
  const { sentMs, arrivedMs, copyArrivedMs } = packet
  const marks = packetMarks(packet)[0]
  const words = [...(marks === undefined ? [] : [marks])]
  if (packet.isLost) words.push(lossLabels(packet)[0] ?? 'lost')
  if (packet.isCorrupted && packet.protocol === 'TCP') {
    words.push('its checksum is wrong, so the receiver drops it')
  }
  if (arrivedMs !== undefined) words.push(`${formatDuration(arrivedMs - sentMs)} on the way`)
  if (copyArrivedMs !== undefined) {
    words.push(`duplicated: the copy was ${formatDuration(copyArrivedMs - sentMs)} on the way`)
  }
  return words.map((word) => `; ${word}`).join('')
}
