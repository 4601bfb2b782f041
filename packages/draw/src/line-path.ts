import type { LineShape, Point } from './shapes.ts'

/** All points of a line, from its first end to its second. */
export function pointsOf({ x1, y1, x2, y2, via = [] }: LineShape): Point[] {
  return [{ x: x1, y: y1 }, ...via, { x: x2, y: y2 }]
}

/** Size of an arrow's head, px; that of a heavy line is larger. */
function headOf({ weight }: LineShape): { lengthPx: number; halfPx: number } {
  return weight === 'heavy' ? { lengthPx: 10, halfPx: 5 } : { lengthPx: 8, halfPx: 3.5 }
}

/** The way a line runs into its second end, as a vector of length 1. */
function directionOf(line: LineShape): Point {
  const points = pointsOf(line)
  const end = points.at(-1) as Point
  const before = points.findLast(({ x, y }) => x !== end.x || y !== end.y) ?? end
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1
  return { x: (end.x - before.x) / length, y: (end.y - before.y) / length }
}

/** A line as the data of an SVG path. A heavy one ends inside its arrow's head, or it would blunt the tip. */
export function linePath(line: LineShape): string {
  const points = pointsOf(line)
  const end = points.pop() as Point
  const along = directionOf(line)
  const shortPx = line.weight === 'heavy' && line.arrow ? headOf(line).lengthPx - 2 : 0
  points.push({ x: end.x - along.x * shortPx, y: end.y - along.y * shortPx })
  return points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('')
}

/** The head at a line's second end, turned the way it runs: closed where it was seen, open where it was derived. */
export function headPath(line: LineShape): string {
  const { x2, y2 } = line
  const along = directionOf(line)
  const { lengthPx, halfPx } = headOf(line)
  const corner = (half: number) => {
    const x = x2 - along.x * lengthPx - along.y * half
    return `${px(x)} ${px(y2 - along.y * lengthPx + along.x * half)}`
  }
  const path = `M${corner(halfPx)}L${px(x2)} ${px(y2)}L${corner(-halfPx)}`
  return line.origin === 'derived' ? path : `${path}Z`
}

/** A number that is safe in an attribute, to a tenth of a pixel. */
export function px(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : 0
}
