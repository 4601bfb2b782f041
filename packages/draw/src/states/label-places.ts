import type { TextShape } from '../shapes.ts'
import { fontSizePx, textWidthPx } from '../text-width.ts'
import { areClose, type Box, type Figure } from './states-geometry.ts'

/** Widths are estimated on the large side: words that seem to touch stand apart. */
const realShare = 0.9

/** Remembers what is taken in a diagram, so that no words are written over others. */
export class LabelPlaces {
  #figure: Figure
  #taken: Box[]

  constructor(figure: Figure) {
    this.#figure = figure
    this.#taken = Object.values(figure.boxes)
  }

  take(box: Box): void {
    this.#taken.push(box)
  }

  /** True where there is room for the words; then it is taken. */
  fits(label: Pick<TextShape, 'x' | 'y' | 'text' | 'anchor'>): boolean {
    const box = boxAround(label)
    const { left, right } = this.#figure
    const isInside = box.x >= left && box.x + box.width <= right
    if (!isInside || this.#taken.some((taken) => areClose(box, taken, 0))) return false
    this.#taken.push(box)
    return true
  }
}

function boxAround({ x, y, text, anchor }: Pick<TextShape, 'x' | 'y' | 'text' | 'anchor'>): Box {
  const width = textWidthPx(text) * realShare
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { x: left, y: y - fontSizePx.sans + 3, width, height: fontSizePx.sans }
}
