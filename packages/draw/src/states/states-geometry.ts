import type { Point } from '../shapes.ts'
import type { TcpState } from './tcp-states.ts'

/** A box of the figure. CLOSED stands in it twice, at the top and, as `END`, at the bottom. */
export type Seat = TcpState | 'END'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Where one diagram's boxes are, px. */
export interface Figure {
  left: number
  right: number
  top: number
  bottom: number
  /** Middles of the three columns. */
  columns: { left: number; middle: number; right: number }
  boxes: Record<Seat, Box>
}

const boxHalfWidthPx = 46
const boxHalfHeightPx = 12
/** Both SYN boxes have arrows at three heights of their sides. */
const synHalfHeightPx = 32
/** Distance of the outer columns from the diagram's edge. */
const marginPx = 4
/** Below the top edge of the figure: the middles of its rows. */
const rowsPx = [22, 88, 170, 246, 308, 370, 430] as const
export const figureHeightPx = rowsPx[6] + boxHalfHeightPx + 24

/** Column and row of each box: the arrangement of RFC 9293 §3.3.2, Figure 5. */
const seats: Record<Seat, readonly ['left' | 'middle' | 'right', number]> = {
  CLOSED: ['middle', 0],
  LISTEN: ['middle', 1],
  SYN_RCVD: ['left', 2],
  SYN_SENT: ['right', 2],
  ESTABLISHED: ['middle', 3],
  FIN_WAIT_1: ['left', 4],
  CLOSE_WAIT: ['right', 4],
  FIN_WAIT_2: ['left', 5],
  CLOSING: ['middle', 5],
  LAST_ACK: ['right', 5],
  TIME_WAIT: ['middle', 6],
  END: ['right', 6],
}

export function figureAt(left: number, top: number, width: number): Figure {
  const edge = boxHalfWidthPx + marginPx
  const columns = { left: left + edge, middle: left + width / 2, right: left + width - edge }
  const boxes = {} as Record<Seat, Box>
  for (const [seat, [column, row]] of Object.entries(seats)) {
    const isSyn = seat === 'SYN_RCVD' || seat === 'SYN_SENT'
    const half = isSyn ? synHalfHeightPx : boxHalfHeightPx
    boxes[seat as Seat] = {
      x: columns[column] - boxHalfWidthPx,
      y: top + (rowsPx[row] as number) - half,
      width: 2 * boxHalfWidthPx,
      height: 2 * half,
    }
  }
  return { left, right: left + width, top, bottom: top + figureHeightPx, columns, boxes }
}

export function middleOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 }
}

/** The box in which a move ends: what ends a connection that was open leads to the bottom. */
export function seatAfter(from: TcpState, to: TcpState): Seat {
  if (to !== 'CLOSED') return to
  return from === 'CLOSED' || from === 'LISTEN' || from === 'SYN_SENT' || from === 'SYN_RCVD'
    ? 'CLOSED'
    : 'END'
}

/** True where two boxes are nearer to each other than `gapPx`. */
export function areClose(a: Box, b: Box, gapPx: number): boolean {
  const isApartX = a.x + a.width + gapPx <= b.x || b.x + b.width + gapPx <= a.x
  const isApartY = a.y + a.height + gapPx <= b.y || b.y + b.height + gapPx <= a.y
  return !isApartX && !isApartY
}

/** The point at a share of a line's length, from 0 to 1. */
export function pointAlong(points: readonly Point[], share: number): Point {
  let left = share * lengthOf(points)
  for (const [i, to] of points.entries()) {
    const from = points[i - 1]
    if (!from) continue
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    if (length > 0 && left <= length) {
      const part = left / length
      return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) }
    }
    left -= length
  }
  return points.at(-1) ?? { x: 0, y: 0 }
}

function lengthOf(points: readonly Point[]): number {
  let length = 0
  for (const [i, to] of points.entries()) {
    const from = points[i - 1] ?? to
    length += Math.hypot(to.x - from.x, to.y - from.y)
  }
  return length
}
