import { otherSide, type Side } from './ladder-event.ts'
import { labelGapPx } from './ladder-geometry.ts'
import type { PlacedLadder } from './placed-ladder.ts'
import { LabelRoom } from './segment-label-room.ts'
import { isPureAck, isRoutine, type WirePacket } from './segment-packet.ts'
import type { PacketLine } from './segment-shapes.ts'
import { takeRows } from './segment-taken-places.ts'
import { lossLabels, packetLabels, packetMarks, packetRole } from './segment-words.ts'
import type { LineShape, Shape, TextShape } from './shapes.ts'
import { fitLabel, textWidthPx } from './text-width.ts'

/** From an arrow's ends to its words. */
const marginPx = 9
/** From the line to the baseline of words above it, and of words below. */
const abovePx = 4
const belowPx = 12
const capPx = 10
/** Words are not turned further than this: an arrow that falls steeper is told by its title. */
const steepest = Math.PI / 3
/** The same for one of many. */
const steepestRoutine = (52 * Math.PI) / 180

/**
 * Words along the arrows: what the packet is above the line, what happened to it under it. Where two would
 * lie on one another the packet that matters less stays without words, or has them further on.
 */
export function packetWordShapes(placed: PlacedLadder, lines: readonly PacketLine[]): Shape[] {
  const room = new LabelRoom()
  takeRows(placed, room)
  const byWeight = [3, 2, 1, 0].flatMap((weight) => lines.filter((one) => weightOf(one) === weight))
  return byWeight.flatMap((one) => wordsOf(placed, one, room))
}

function weightOf({ arrow: { packet, n } }: PacketLine): number {
  if (n.length > 1) return 0
  if (packet.isLost) return 3
  if (!isRoutine(packet)) return 2
  return isPureAck(packet) ? 0 : 1
}

function wordsOf(placed: PlacedLadder, one: PacketLine, room: LabelRoom): Shape[] {
  const { arrow, line } = one
  const { packet, isCopy, prefix, n } = arrow
  if (n.length > 1) return []
  const wirePx = placed.columns.x.server - placed.columns.x.client
  if (isCopy) {
    const words: Words = { labels: ['copy'], role: 'lost', isFar: true }
    const found = alongLine(line, words, room)
    return found.length > 0 ? found : besideEnd(placed, { one, words }, room)
  }
  const labels = packetLabels(packet).map((label) => prefix + label)
  const role = packetRole(packet)
  if (packet.isLost) return lostWords(line, { packet, labels, wirePx }, room)
  const what = alongLine(line, { labels, role, isRoutine: isRoutine(packet) }, room)
  const marks: Words = { labels: packetMarks(packet), role, isBelow: true }
  const told = alongLine(line, marks, room)
  if (told.length > 0 || marks.labels.length === 0) return [...what, ...told]
  return [...what, ...besideEnd(placed, { one, words: marks }, room)]
}

/** What happened to a packet whose arrow has no room for words: outside the wire, where it left or arrived. */
function besideEnd(
  { columns }: PlacedLadder,
  { one: { arrow, line }, words }: { one: PacketLine; words: Words },
  room: LabelRoom,
): Shape[] {
  const { from } = arrow.packet
  const side: Side = words.isFar ? otherSide(from) : from
  const text = fitLabel(words.labels, columns.labelPx, textWidthPx)
  const width = textWidthPx(text)
  const x =
    side === 'client' ? columns.x.client - labelGapPx - width : columns.x.server + labelGapPx
  const y = (words.isFar ? line.y2 : line.y1) + abovePx
  if (text === '' || !room.take({ x, y, angle: 0, width, above: capPx, below: 2 })) return []
  const { origin, n = [], title = '' } = line
  return [textAt({ x, y, angle: 0, text }, { role: words.role, origin, n, title })]
}

interface Words {
  labels: readonly string[]
  role: TextShape['role']
  isBelow?: boolean
  isRoutine?: boolean
  /** At the receiver's end first. */
  isFar?: boolean
}

/** Near the sender, else in the middle, else near the receiver, else shorter; none where there is no room. */
function alongLine(line: LineShape, words: Words, room: LabelRoom): Shape[] {
  const { x1, y1, x2, y2 } = line
  const isRight = x2 > x1
  const left = isRight ? { x: x1, y: y1 } : { x: x2, y: y2 }
  const angle = Math.atan2((y2 - y1) * (isRight ? 1 : -1), Math.abs(x2 - x1))
  const most = words.isRoutine ? steepestRoutine : steepest
  if (Math.abs(angle) > most) return []
  const lengthPx = Math.hypot(x2 - x1, y2 - y1)
  const down = words.isBelow ? belowPx : -abovePx
  const placeOf = (text: string, along: number): Place => {
    const x = left.x + along * Math.cos(angle) - down * Math.sin(angle)
    return { x, y: left.y + along * Math.sin(angle) + down * Math.cos(angle), angle, text }
  }
  const fitting = words.labels.filter((label) => textWidthPx(label) <= lengthPx - 2 * marginPx)
  const { origin, n = [], title = '' } = line
  for (const text of fitting) {
    const width = textWidthPx(text)
    const [near, far] = [marginPx, lengthPx - marginPx - width]
    const places =
      isRight === !words.isFar ? [near, (near + far) / 2, far] : [far, (near + far) / 2, near]
    const free = places
      .map((along) => placeOf(text, along))
      .find((place) => room.take({ ...place, width, above: capPx, below: 2 }))
    if (free) return [textAt(free, { role: words.role, origin, n, title })]
  }
  return []
}

interface Place {
  x: number
  y: number
  angle: number
  text: string
}

function textAt(
  { x, y, angle, text }: Place,
  look: Pick<TextShape, 'role' | 'origin' | 'n' | 'title'>,
): TextShape {
  const turnDegrees = Math.round((angle * 1800) / Math.PI) / 10
  const at = { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 }
  return {
    ...look,
    kind: 'text',
    ...at,
    text,
    anchor: 'start',
    ...(turnDegrees !== 0 && { turnDegrees }),
  }
}

interface LostWords {
  packet: WirePacket
  labels: readonly string[]
  wirePx: number
}

/** What it was, level over its line; and beyond the cross why it went no further. */
function lostWords(
  line: LineShape,
  { packet, labels, wirePx }: LostWords,
  room: LabelRoom,
): Shape[] {
  const { x1, y1, x2, y2 } = line
  const role = packetRole(packet)
  const marks = packetMarks(packet)
  const name = labels.at(-1)
  const last = marks.slice(-1).flatMap((mark) => [`${name} ${mark}`, mark])
  const marked = [...marks.map((mark) => `${name}, ${mark}`), ...last]
  const side = x2 > x1 ? 1 : -1
  const from = { x: x1 + side * marginPx, y: y1 - abovePx, side, roomPx: wirePx - 2 * marginPx }
  const to = { x: x2 + side * marginPx, y: y2 + abovePx, side }
  const roomPx = wirePx - Math.abs(x2 - x1) - 2 * marginPx
  return [
    ...levelText(line, { ...from, labels: marked.length > 0 ? marked : labels, role }, room),
    ...levelText(line, { ...to, roomPx, labels: lossLabels(packet), role: 'lost' }, room),
  ]
}

interface LevelText {
  x: number
  y: number
  /** 1: to the right of `x`, -1: to the left. */
  side: number
  roomPx: number
  labels: readonly string[]
  role: TextShape['role']
}

function levelText(line: LineShape, words: LevelText, room: LabelRoom): Shape[] {
  const { origin, n = [], title = '' } = line
  const text = fitLabel(words.labels, words.roomPx, textWidthPx)
  if (text === '') return []
  const width = textWidthPx(text)
  const x = words.side > 0 ? words.x : words.x - width
  room.take({ x, y: words.y, angle: 0, width, above: capPx, below: 2 })
  return [textAt({ x, y: words.y, angle: 0, text }, { role: words.role, origin, n, title })]
}
