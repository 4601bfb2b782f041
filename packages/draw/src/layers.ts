import type { LineShape, RectShape, Shape } from './shapes.ts'

/** From the ground up, wherever a shape begins: strips, lifelines, boxes, outlines, arrows, text. */
export function layerOf(shape: Shape): number {
  if (shape.kind === 'text') return 5
  if (shape.kind === 'line') return isLifeline(shape) ? 1 : 4
  return isStrip(shape) ? 0 : shape.isOutline ? 3 : 2
}

/** A pale strip across the picture: behind a text that belongs to no lifeline, or behind what is selected. */
export function isStrip({ role, state, tint, isOutline }: RectShape): boolean {
  if (state !== undefined || tint !== undefined || isOutline) return false
  return role === 'faint' || role === 'ink'
}

export function isLifeline({ role, x1, x2, weight }: LineShape): boolean {
  return role === 'faint' && x1 === x2 && weight === undefined
}
