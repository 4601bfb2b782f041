import { isStrip, type LineShape, type Scene, type Shape } from '@socket-labs/draw'

export interface Span {
  top: number
  bottom: number
}

function spanOf(shape: Shape): Span {
  if (shape.kind === 'line') {
    return { top: Math.min(shape.y1, shape.y2), bottom: Math.max(shape.y1, shape.y2) }
  }
  if (shape.kind === 'rect') return { top: shape.y, bottom: shape.y + shape.height }
  return { top: shape.y - 14, bottom: shape.y + 4 }
}

/** The first record of the shape nearest to a point, at most `reachPx` above or below it. */
export function recordNear(shapes: readonly Shape[], x: number, y: number, reachPx = 14) {
  let best: { n: number; distance: number } | undefined
  for (const shape of shapes) {
    const n = shape.n?.[0]
    if (n === undefined) continue
    const distance = distanceTo(shape, x, y)
    if (distance <= reachPx && (!best || distance < best.distance)) best = { n, distance }
  }
  return best?.n
}

/** Up and down counts in full; sideways only a little, for labels stand beside what they name. */
function distanceTo(shape: Shape, x: number, y: number): number {
  const [left, right] = widthOf(shape)
  const dx = Math.max(left - x, x - right, 0)
  const { top, bottom } = shape.kind === 'line' ? heightAt(shape, x) : spanOf(shape)
  return Math.max(top - y, y - bottom, 0) + dx * 0.02
}

function widthOf(shape: Shape): [left: number, right: number] {
  if (shape.kind === 'line') return [Math.min(shape.x1, shape.x2), Math.max(shape.x1, shape.x2)]
  if (shape.kind === 'rect') return [shape.x, shape.x + shape.width]
  return [shape.x, shape.x]
}

/** Where a sloping line runs at `x`, or at its nearer end. */
function heightAt(line: LineShape, x: number): Span {
  const { x1, y1, x2, y2 } = line
  if (x1 === x2) return spanOf(line)
  const along = Math.min(Math.max((x - x1) / (x2 - x1), 0), 1)
  const y = y1 + along * (y2 - y1)
  return { top: y, bottom: y }
}

/**
 * The row in which a record stands: its label's, or that of all lines of its text; a packet's is where its arrow begins; else that of the fold
 * which it is part of (then it has no row of its own).
 */
export function placeOf(scene: Scene, n: number): (Span & { isOwn: boolean }) | undefined {
  let fold: Span | undefined
  let label: Span | undefined
  for (const shape of scene.shapes) {
    if (!shape.n?.includes(n)) continue
    if (shape.kind === 'rect') {
      if (isStripOf(shape, n)) label ??= spanOf(shape)
      continue
    }
    if (shape.kind === 'line') {
      if (isPacketLine(shape)) return { ...rowAt(shape.y1 + textFallPx), isOwn: true }
      continue
    }
    if (shape.n.length === 1) label ??= rowAt(shape.y)
    else fold ??= rowAt(shape.y)
  }
  if (label) return { ...label, isOwn: true }
  return fold && { ...fold, isOwn: false }
}

/** From a row's height to the baseline of its text. */
const textFallPx = 4

/** The arrow of one packet that was seen; other arrows have the records of both ends behind them. */
function isPacketLine({ arrow, cross, n, origin, x1, x2 }: LineShape): boolean {
  return (arrow === true || cross === true) && n?.length === 1 && origin !== 'derived' && x1 !== x2
}

/** The row around a line of text. */
function rowAt(baseline: number): Span {
  return { top: baseline - 15, bottom: baseline + 7 }
}

/**
 * A strip behind the selected row alone. The page marks that row across the whole picture, so neither
 * the layout's own mark nor the strip of a selected note is painted.
 */
export function isStripOf(shape: Shape, selectedN: number | undefined): boolean {
  const isAcross = shape.kind === 'rect' && isStrip(shape)
  return isAcross && shape.n?.length === 1 && shape.n[0] === selectedN
}
