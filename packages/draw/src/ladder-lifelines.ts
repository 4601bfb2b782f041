import { sides } from './ladder-event.ts'
import { bandHalfPx, labelGapPx } from './ladder-geometry.ts'
import type { LifelineBand } from './lifeline-bands.ts'
import type { PlacedLadder } from './placed-ladder.ts'
import type { LineShape, RectShape, Shape } from './shapes.ts'
import { fitLabel, strongWidthPx, textWidthPx } from './text-width.ts'

/** Half the width of a phase that was derived: clearly less than a state that was seen; most where both ways are open. */
const openHalfPx = 2
const otherPhaseHalfPx = 1

/** Both lifelines, and on them what is known of the ends' states. */
export function lifelineShapes(placed: PlacedLadder): Shape[] {
  const lines = sides.map((side): LineShape => {
    const x = placed.columns.x[side]
    const origin = placed.ladder.ends[side].isSeen ? 'observed' : 'derived'
    return { kind: 'line', x1: x, x2: x, y1: placed.top, y2: placed.bottom, role: 'faint', origin }
  })
  return [...lines, ...placed.ladder.bands.flatMap((band) => bandShape(placed, band))]
}

function bandShape(placed: PlacedLadder, band: LifelineBand): Shape[] {
  const { rowOf, rowY, top, bottom, columns } = placed
  const y = band.start === undefined ? top : (rowY[rowOf[band.start] ?? 0] ?? top)
  const end = band.end === undefined ? bottom : (rowY[rowOf[band.end] ?? 0] ?? bottom)
  if (end <= y) return []
  const half = halfWidthOf(band)
  const x = columns.x[band.side] - half
  const { side, origin, n, state, phase } = band
  const title = `${side}: ${phase} (${originWords(origin)})`
  const box = { x, y, width: 2 * half, height: end - y }
  const rect: RectShape = { kind: 'rect', ...box, role: side, origin, n, title }
  if (state === undefined) return [rect]
  return [{ ...rect, state }, ...(band.start === undefined ? [nameAtTop(placed, band, state)] : [])]
}

/** The state that an end was in before the first event has no row in which its name is written. */
function nameAtTop({ columns, top }: PlacedLadder, band: LifelineBand, state: string): Shape {
  const isRight = band.side === 'server'
  const labels = state === 'ESTABLISHED' ? [state, 'ESTAB'] : [state]
  const isStrong = labels.some((label) => strongWidthPx(label) <= columns.labelPx)
  return {
    kind: 'text',
    x: columns.x[band.side] + (isRight ? labelGapPx : -labelGapPx),
    y: top + 10,
    text: fitLabel(labels, columns.labelPx, isStrong ? strongWidthPx : textWidthPx),
    anchor: isRight ? 'start' : 'end',
    ...(isStrong && { strong: true }),
    role: band.side,
    origin: band.origin,
    n: band.n,
  }
}

function halfWidthOf({ state, phase }: LifelineBand): number {
  if (state !== undefined) return bandHalfPx
  return phase === 'open' ? openHalfPx : otherPhaseHalfPx
}

function originWords(origin: LifelineBand['origin']): string {
  if (origin === 'derived') return 'derived from the events of its socket'
  return origin === 'polled' ? 'asked for now and then' : origin
}
