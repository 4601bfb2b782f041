import { pointsOf } from './line-path.ts'
import type { Scene, Shape, TextShape } from './shapes.ts'
import { fontSizePx, textWidthPx } from './text-width.ts'

/** The shape's top edge, px. */
export function topOf(shape: Shape): number {
  if (shape.kind === 'line') return Math.min(...pointsOf(shape).map(({ y }) => y))
  return shape.kind === 'text' ? shape.y - fontSizePx.sans + Math.min(0, fallOf(shape)) : shape.y
}

function bottomOf(shape: Shape): number {
  if (shape.kind === 'line') return Math.max(...pointsOf(shape).map(({ y }) => y))
  return shape.kind === 'text' ? shape.y + 4 + Math.max(0, fallOf(shape)) : shape.y + shape.height
}

/** How much lower a turned text ends than it begins; it begins at its anchor. */
function fallOf({ text, mono, turnDegrees = 0 }: TextShape): number {
  if (turnDegrees === 0) return 0
  return textWidthPx(text, mono) * Math.sin((turnDegrees * Math.PI) / 180)
}

/** The shapes that touch the stretch from `top` to `bottom`, px; for a window that scrolls over a scene. */
export function shapesWithin(scene: Scene, top: number, bottom: number): Shape[] {
  const found: Shape[] = []
  for (const shape of scene.shapes) {
    if (topOf(shape) > bottom) break
    if (bottomOf(shape) >= top) found.push(shape)
  }
  return found
}
