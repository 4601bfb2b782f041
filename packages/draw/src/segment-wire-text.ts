import { type Side, sides } from './ladder-event.ts'
import type { RowPacket } from './segment-arrows.ts'
import { hasFlag, isPureAck } from './segment-packet.ts'
import { lossLabels, packetLabels, packetMarks, packetRole } from './segment-words.ts'
import { columnsOf, fitLabel } from './text-width.ts'
import type { WireGrid } from './wire-grid.ts'

/** From a lifeline to the channel of what that end sent, columns. */
const channelColumns = 3

/**
 * Packets in the wire of a ladder as text: a row where each was sent, with its words, and a row where it
 * arrived. What is on the way runs down a channel beside the sender's lifeline.
 *
 *     │──╮ SYN seq 0               │
 *     │  ╰─ SYN ──────────────────▶│
 *     │──✕ seq 1 len 5, lost       │
 */
export function drawPackets(grid: WireGrid, packets: readonly RowPacket[]): void {
  for (const side of sides) {
    const own = packets.filter(({ packet }) => packet.from === side)
    const spans = own.map(({ startRow, endRow = startRow }) => ({ first: startRow, last: endRow }))
    grid.fallThrough(spans, channelOf(grid, side), side)
  }
  for (const packet of packets) drawPacket(grid, packet)
}

function channelOf(grid: WireGrid, side: Side): number {
  return side === 'client' ? channelColumns - 1 : grid.width - channelColumns
}

function drawPacket(grid: WireGrid, arrow: RowPacket): void {
  const { packet, startRow, endRow, isCopy } = arrow
  const channel = channelOf(grid, packet.from)
  const far = grid.far(packet.from)
  const role = packetRole(packet)
  const isLevel = !packet.isLost && (endRow ?? startRow) === startRow
  if (!isCopy) {
    grid.run(startRow, grid.near(packet.from), channel, role)
    if (packet.isLost) grid.put(startRow, channel, '✕', 'lost')
    write(grid, arrow, { row: startRow, labels: sentLabels(arrow), isOnLine: isLevel })
  }
  if (packet.isLost) return
  const row = endRow ?? startRow
  grid.run(row, channel, far, role)
  grid.put(row, far, packet.from === 'client' ? '▶' : '◀', role)
  if (!isLevel) write(grid, arrow, { row, labels: arrivedLabels(arrow), isOnLine: true })
}

interface Words {
  row: number
  labels: readonly string[]
  /** With the line on both sides: left out rather than cut. */
  isOnLine: boolean
}

/** Between the channels of the two directions, from the sender's on. */
function write(grid: WireGrid, { packet, n }: RowPacket, { row, labels, isOnLine }: Words): void {
  if (n.length > 1) return
  const room = grid.width - 2 * channelColumns - (isOnLine ? 4 : 2)
  const fitting = labels.some((label) => columnsOf(label) <= room)
  const words = isOnLine && !fitting ? '' : fitLabel(labels, room, columnsOf)
  if (words === '') return
  const text = isOnLine ? ` ${words} ` : words
  const start = channelColumns + 1
  const x = packet.from === 'client' ? start : grid.width - start - columnsOf(text)
  grid.write(row, { x, text, role: packetRole(packet) })
}

/** What it is and all that happened to it, ever shorter; what happened outlives what it is. */
function sentLabels({ packet, prefix }: RowPacket): string[] {
  const labels = packetLabels(packet)
  const marks = packetMarks(packet)
  const losses = packet.isLost ? lossLabels(packet) : []
  if (marks.length + losses.length === 0) return labels.map((label) => prefix + label)
  const count = Math.max(marks.length, losses.length)
  const told = Array.from({ length: count }, (_, i) => {
    return [marks[i] ?? marks.at(-1), losses[i] ?? losses.at(-1)].filter(Boolean).join(', ')
  })
  return [
    ...told.flatMap((words) => labels.map((label) => `${prefix}${label}, ${words}`)),
    ...told.slice(-1),
  ]
}

/** As short as still tells it from others on the way. */
function arrivedLabels({ packet, isCopy, prefix }: RowPacket): string[] {
  const labels = packetLabels(packet)
  const isPlain = packet.protocol === 'TCP' && (packet.payloadBytes > 0 || isPureAck(packet))
  const name = prefix + (labels.at(isPlain || hasFlag(packet, 'SYN') ? -1 : -2) ?? '')
  if (isCopy) return [`copy of ${name}`, 'copy']
  const isOutOfOrder = packet.overtook !== undefined || packet.overtakenBy !== undefined
  return isOutOfOrder ? [`${name} out of order`, name] : [name]
}
