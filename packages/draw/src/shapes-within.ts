import type { Scene, Shape } from './shapes.ts'
import { fontSizePx } from './text-width.ts'

/** The shape's top edge, px. */
export function topOf(shape: Shape): number {
  if (shape.kind === 'line') return Math.min(shape.y1, shape.y2)
  return shape.kind === 'text' ? shape.y - fontSizePx.sans : shape.y
}

function bottomOf(shape: Shape): number {
  if (shape.kind === 'line') return Math.max(shape.y1, shape.y2)
  return shape.kind === 'text' ? shape.y + 4 : shape.y + shape.height
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
