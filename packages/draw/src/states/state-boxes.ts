import { formatDuration } from '../quantities.ts'
import type { RectShape, Shape, TextShape } from '../shapes.ts'
import { type Figure, middleOf, type Seat, seatAfter } from './states-geometry.ts'
import type { StatesEnd } from './states-model.ts'
import type { TcpState } from './tcp-states.ts'

/** Baseline of a name under the middle of its box. */
const baselinePx = 4

/** The eleven states, CLOSED twice: filled where the end is now, in its colour where it was, else pale. */
export function boxShapes(end: StatesEnd, figure: Figure): Shape[] {
  const now = seatNow(end)
  const been = seatsBeen(end)
  return (Object.keys(figure.boxes) as Seat[]).flatMap((seat) => {
    const look = seat === now ? 'now' : been.has(seat) ? 'been' : 'never'
    return boxShape(end, figure, seat, look)
  })
}

type Look = 'now' | 'been' | 'never'

function boxShape(end: StatesEnd, figure: Figure, seat: Seat, look: Look): Shape[] {
  const box = figure.boxes[seat]
  const { x, y } = middleOf(box)
  const isNever = look === 'never'
  const role = isNever ? 'faint' : end.role
  const title = boxTitle(end, seat, look)
  const n = look === 'now' && end.last ? { n: [end.last.record.n] } : {}
  const common = { role, origin: 'observed' as const, title, ...n }
  const weight = isNever ? ('pale' as const) : ('heavy' as const)
  const rect: RectShape = { ...common, kind: 'rect', ...box }
  const name: TextShape = {
    ...common,
    kind: 'text',
    x,
    y: y + baselinePx,
    text: nameOf(seat),
    anchor: 'middle',
    mono: true,
    strong: !isNever,
  }
  if (look === 'now') return [rect, { ...name, isOnFill: true }]
  return [{ ...rect, isOutline: true, weight }, name]
}

function nameOf(seat: Seat): TcpState {
  return seat === 'END' ? 'CLOSED' : seat
}

function boxTitle({ place, last }: StatesEnd, seat: Seat, look: Look): string {
  const name = nameOf(seat)
  const again = seat === 'END' ? ' (the same state as at the top)' : ''
  if (look === 'never') return `${name}${again}: the ${place} was not seen in it`
  if (look === 'been') return `${name}${again}: the ${place} was in it`
  const since = last ? ` since ${formatDuration(last.record.tMs)}` : ''
  return `${name}${again}: the ${place} is in it${since}`
}

/** Of the two boxes of CLOSED the one to which the last move led. */
function seatNow({ now, last }: StatesEnd): Seat | undefined {
  if (now === undefined || !last) return now
  return seatAfter(last.from, now)
}

function seatsBeen({ steps, now }: StatesEnd): Set<Seat> {
  const been = new Set<Seat>(steps.length > 0 && now ? [steps[0]?.from as Seat] : [])
  for (const { from, to, isLater } of steps) {
    if (isLater) continue
    been.add(from)
    been.add(seatAfter(from, to))
  }
  return been
}
