import type { ToldStep } from '@socket-labs/draw'
import { type LineShape, type Point, pointsOf, type Scene } from '@socket-labs/draw'

/** A pointer need not stand exactly on a line. */
const reachPx = 9

/**
 * The record of the travelled way nearest to a point. Where several steps went the same way: the one after
 * the selected one, so that clicking again leads through them.
 */
export function stepNear(scene: Scene, at: Point, selectedN: number | undefined) {
  let best: { n: readonly number[]; distance: number } | undefined
  for (const shape of scene.shapes) {
    if (!shape.n || shape.n.length === 0 || shape.kind === 'text') continue
    const distance = shape.kind === 'line' ? distanceToLine(shape, at) : distanceToBox(shape, at)
    if (distance <= reachPx && (!best || distance < best.distance)) best = { n: shape.n, distance }
  }
  if (!best) return undefined
  const found = best.n.indexOf(selectedN ?? 0)
  return best.n[(found + 1) % best.n.length]
}

/** The ways on which the selected record is. */
export function waysOf(scene: Scene, n: number | undefined): LineShape[] {
  return scene.shapes.filter((shape): shape is LineShape => {
    return shape.kind === 'line' && n !== undefined && shape.n?.includes(n) === true
  })
}

/** The step to which an arrow key leads: the next or the one before, in order of time. */
export function stepByKey(
  story: readonly ToldStep[],
  selectedN: number | undefined,
  key: string,
): number | undefined {
  const isForward = key === 'ArrowRight' || key === 'ArrowDown'
  if (!isForward && key !== 'ArrowLeft' && key !== 'ArrowUp') return undefined
  const numbers = story.map(({ n }) => n)
  if (selectedN === undefined) return isForward ? numbers[0] : numbers.at(-1)
  const found = numbers.indexOf(selectedN)
  if (found >= 0) return numbers[found + (isForward ? 1 : -1)]
  return isForward ? numbers.find((n) => n > selectedN) : numbers.findLast((n) => n < selectedN)
}

function distanceToBox(
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  at: Point,
): number {
  const dx = Math.max(x - at.x, at.x - x - width, 0)
  return Math.hypot(dx, Math.max(y - at.y, at.y - y - height, 0))
}

function distanceToLine(line: LineShape, at: Point): number {
  const points = pointsOf(line)
  const distances = points.slice(1).map((to, i) => distanceToPiece(points[i] as Point, to, at))
  return Math.min(...distances)
}

function distanceToPiece(from: Point, to: Point, at: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const along = ((at.x - from.x) * dx + (at.y - from.y) * dy) / (dx * dx + dy * dy || 1)
  const share = Math.min(Math.max(along, 0), 1)
  return Math.hypot(at.x - from.x - share * dx, at.y - from.y - share * dy)
}
