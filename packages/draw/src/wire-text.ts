import { arrowLabel } from './arrow-words.ts'
import { type Side, sides } from './ladder-event.ts'
import type { RowArrow } from './row-arrows.ts'
import { columnsOf, fitText } from './text-width.ts'
import type { RowSpan, WireGrid } from './wire-grid.ts'

/**
 * Derived arrows in the wire of a ladder as text. What one end sends turns down into a channel, and leaves it where the
 * other end takes it; each direction has a channel of its own, and bytes keep their order in it.
 *
 *     write 5 B │────╮               │
 *     write 5 B │────┤               │
 *               │    ╰──────────────▶│ read 10 B
 */
export function drawArrows(grid: WireGrid, arrows: readonly RowArrow[]): void {
  const painter = new ArrowPainter(grid)
  painter.channels(arrows)
  for (const arrow of arrows) painter.arrow(arrow)
}

class ArrowPainter {
  readonly #grid: WireGrid
  readonly #channel: Record<Side, number>

  constructor(grid: WireGrid) {
    const { width } = grid
    this.#grid = grid
    this.#channel = { client: Math.round(width * 0.22), server: Math.round(width * 0.78) - 1 }
  }

  channels(arrows: readonly RowArrow[]): void {
    for (const side of sides) {
      const own = arrows.filter(({ from }) => from === side)
      const spans = own.flatMap((arrow) => channelSpan(arrow) ?? [])
      this.#grid.fallThrough(spans, this.#channel[side], side)
    }
  }

  arrow(arrow: RowArrow): void {
    const { from, startRow, endRow } = arrow
    if (arrow.kind === 'refused') this.#refusal(arrow)
    else if (startRow !== undefined && startRow === endRow) this.#level(startRow, from)
    else {
      if (startRow !== undefined) this.#leave(arrow, startRow)
      if (endRow !== undefined) this.#arrive(arrow, endRow)
    }
    for (const row of arrow.tickRows) this.#arrive({ ...arrow, isAlone: false }, row)
  }

  #leave(arrow: RowArrow, row: number): void {
    const channel = this.#channel[arrow.from]
    const near = this.#grid.near(arrow.from)
    this.#grid.run(row, near, channel, arrow.from)
    if (arrow.fate === 'arrived') return
    if (arrow.fate === 'unseen') this.#grid.put(row, channel, headOf(arrow.from), arrow.from)
    const text = arrowLabel(arrow, arrow.fate)
    if (text !== '') this.#label(row, arrow.from, ` ${text}`, channel, 'cut')
  }

  #arrive(arrow: RowArrow, row: number): void {
    const channel = this.#channel[arrow.from]
    const far = this.#grid.far(arrow.from)
    this.#grid.run(row, channel, far, arrow.from)
    this.#grid.put(row, far, headOf(arrow.from), arrow.from)
    const text = arrow.isAlone && arrow.startRow !== undefined ? arrowLabel(arrow, 'arrived') : ''
    if (text !== '') this.#label(row, arrow.from, text, channel, 'whole')
  }

  #level(row: number, from: Side): void {
    this.#grid.run(row, this.#grid.near(from), this.#grid.far(from), from)
    this.#grid.put(row, this.#grid.far(from), headOf(from), from)
  }

  #refusal({ from, startRow, endRow }: RowArrow): void {
    if (startRow !== undefined) {
      this.#grid.run(startRow, this.#grid.near(from), this.#grid.far(from), from)
      this.#grid.put(startRow, this.#grid.far(from), '✕', 'lost')
    }
    if (endRow === undefined) return
    this.#grid.run(endRow, this.#grid.far(from), this.#grid.near(from), 'lost')
    this.#grid.put(endRow, this.#grid.near(from), from === 'client' ? '◀' : '▶', 'lost')
  }

  /** Beside the channel, towards the far end; left out where another line runs, or where it must stay whole. */
  #label(row: number, from: Side, text: string, channel: number, fit: 'cut' | 'whole'): void {
    const edge = fit === 'whole' ? 1 : 0
    const room = Math.abs(this.#grid.far(from) - channel) - 1 - 2 * edge
    const padded = fit === 'whole' ? ` ${text} ` : text
    if (fit === 'whole' && columnsOf(padded) > room) return
    const cut = fitText(padded, room, columnsOf)
    const size = columnsOf(cut)
    const x = from === 'client' ? channel + 1 + edge : channel - edge - size
    if (!this.#grid.isCrossed(row, x, size)) {
      this.#grid.write(row, { x, text: cut, role: from, isItalic: true })
    }
  }
}
function headOf(from: Side): string {
  return from === 'client' ? '▶' : '◀'
}

/** From the first to the last row in which the arrow is in its channel. */
function channelSpan(arrow: RowArrow): RowSpan[] | undefined {
  if (arrow.kind === 'refused' || arrow.startRow === undefined) return undefined
  const rows = [arrow.startRow, ...arrow.tickRows, arrow.endRow ?? arrow.startRow]
  let first = arrow.startRow
  let last = arrow.startRow
  for (const row of rows) {
    first = Math.min(first, row)
    last = Math.max(last, row)
  }
  return first === last ? undefined : [{ first, last }]
}
