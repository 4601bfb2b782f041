const stepPx = 6

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/**
 * Slanted lines across a box, as the data of an SVG path: the second sign beside a tint's colour. Drawn as
 * lines, because a pattern would need an id, and ids of several pictures in one page would collide.
 */
export function hatchPath({ x, y, width, height }: Box): string {
  let path = ''
  for (let at = stepPx / 2; at < width + height; at += stepPx) {
    const [fromX, fromY] = at < height ? [0, at] : [at - height, height]
    const [toX, toY] = at < width ? [at, 0] : [width, at - width]
    path += `M${round(x + fromX)} ${round(y + fromY)}L${round(x + toX)} ${round(y + toY)}`
  }
  return path
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
