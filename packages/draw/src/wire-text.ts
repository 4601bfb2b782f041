import type { Span } from './ansi.ts'
import { arrowLabel } from './arrow-words.ts'
import type { Side } from './ladder-event.ts'
import type { RowArrow } from './row-arrows.ts'
import { columnsOf, fitText } from './text-width.ts'

/**
 * The wire of a ladder as text. What one end sends turns down into a channel, and leaves it where the
 * other end takes it; each direction has a channel of its own, and bytes keep their order in it.
 *
 *     write 5 B │────╮               │
 *     write 5 B │────┤               │
 *               │    ╰──────────────▶│ read 10 B
 */
export class WireText {
  readonly #width: number
  readonly #rows: WireRow[]
  readonly #channel: Record<Side, number>

  constructor(width: number, rowCount: number, arrows: readonly RowArrow[]) {
    this.#width = width
    this.#channel = { client: Math.round(width * 0.22), server: Math.round(width * 0.78) - 1 }
    this.#rows = Array.from({ length: rowCount }, () => ({ cells: new Map(), labels: [] }))
    this.#channels(arrows)
    for (const arrow of arrows) this.#arrow(arrow)
  }

  /** The wire at one row, exactly as wide as the wire, with `text` in its middle. */
  spans(row: number, text = ''): Span[] {
    const { cells, labels } = this.#rows[row] as WireRow
    const characters = Array.from({ length: this.#width }, (_, x) => spanOf(cells.get(x)))
    const cut = fitText(text, this.#width, columnsOf)
    const x = Math.floor((this.#width - columnsOf(cut)) / 2)
    const middle: Label[] = cut === '' ? [] : [{ x, text: cut, role: 'faint' }]
    for (const label of [...labels, ...middle]) writeLabel(characters, label)
    return joined(characters)
  }

  /** Which rows a channel runs through, by counting where arrows enter and leave it: linear. */
  #channels(arrows: readonly RowArrow[]): void {
    for (const side of ['client', 'server'] as const) {
      const change = new Array<number>(this.#rows.length + 1).fill(0)
      for (const arrow of arrows) {
        const span = arrow.from === side ? channelSpan(arrow) : undefined
        if (!span) continue
        change[span[0]] = (change[span[0]] ?? 0) + 1
        change[span[1]] = (change[span[1]] ?? 0) - 1
      }
      let open = 0
      for (let row = 0; row + 1 < this.#rows.length; row++) {
        open += change[row] ?? 0
        if (open === 0) continue
        this.#join(row, this.#channel[side], down, side)
        this.#join(row + 1, this.#channel[side], up, side)
      }
    }
  }

  #arrow(arrow: RowArrow): void {
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
    const near = this.#near(arrow.from)
    this.#run(row, near, channel, arrow.from)
    if (arrow.fate === 'arrived') return
    if (arrow.fate === 'unseen') this.#put(row, channel, headOf(arrow.from), arrow.from)
    const text = arrowLabel(arrow, arrow.fate)
    if (text !== '') this.#label(row, arrow.from, ` ${text}`, channel, 'cut')
  }

  #arrive(arrow: RowArrow, row: number): void {
    const channel = this.#channel[arrow.from]
    const far = this.#far(arrow.from)
    this.#run(row, channel, far, arrow.from)
    this.#put(row, far, headOf(arrow.from), arrow.from)
    const text = arrow.isAlone && arrow.startRow !== undefined ? arrowLabel(arrow, 'arrived') : ''
    if (text !== '') this.#label(row, arrow.from, text, channel, 'whole')
  }

  #level(row: number, from: Side): void {
    this.#run(row, this.#near(from), this.#far(from), from)
    this.#put(row, this.#far(from), headOf(from), from)
  }

  #refusal({ from, startRow, endRow }: RowArrow): void {
    if (startRow !== undefined) {
      this.#run(startRow, this.#near(from), this.#far(from), from)
      this.#put(startRow, this.#far(from), '✕', 'lost')
    }
    if (endRow === undefined) return
    this.#run(endRow, this.#far(from), this.#near(from), 'lost')
    this.#put(endRow, this.#near(from), from === 'client' ? '◀' : '▶', 'lost')
  }

  #near(from: Side): number {
    return from === 'client' ? 0 : this.#width - 1
  }

  #far(from: Side): number {
    return from === 'client' ? this.#width - 1 : 0
  }

  #run(row: number, from: number, to: number, role: Cell['role']): void {
    const [start, end] = from < to ? [from, to] : [to, from]
    const outer = new Set([0, this.#width - 1])
    for (let x = start; x <= end; x++) {
      this.#join(
        row,
        x,
        (x > start || outer.has(x) ? left : 0) | (x < end || outer.has(x) ? right : 0),
        role,
      )
    }
  }

  #join(row: number, x: number, links: number, role: Cell['role']): void {
    const cells = this.#rows[row]?.cells
    const known = cells?.get(x)
    cells?.set(x, {
      links: (known?.links ?? 0) | links,
      role: known?.role ?? role,
      sign: known?.sign,
    })
  }

  #put(row: number, x: number, sign: string, role: Cell['role']): void {
    this.#rows[row]?.cells.set(x, { links: 0, role, sign })
  }

  /** Beside the channel, towards the far end; left out where another line runs, or where it must stay whole. */
  #label(row: number, from: Side, text: string, channel: number, fit: 'cut' | 'whole'): void {
    const edge = fit === 'whole' ? 1 : 0
    const room = Math.abs(this.#far(from) - channel) - 1 - 2 * edge
    const padded = fit === 'whole' ? ` ${text} ` : text
    if (fit === 'whole' && columnsOf(padded) > room) return
    const cut = fitText(padded, room, columnsOf)
    const size = columnsOf(cut)
    const x = from === 'client' ? channel + 1 + edge : channel - edge - size
    const { cells, labels } = this.#rows[row] as WireRow
    for (let i = x; i < x + size; i++) if (((cells.get(i)?.links ?? 0) & (up | down)) !== 0) return
    labels.push({ x, text: cut, role: from })
  }
}

interface Label {
  x: number
  text: string
  role: Side | 'faint'
}

interface Cell {
  links: number
  role: Side | 'lost'
  sign: string | undefined
}

interface WireRow {
  cells: Map<number, Cell>
  labels: Label[]
}

const up = 1
const down = 2
const left = 4
const right = 8

/** Index: the four links added up. */
const joints = ' ╵╷│╴╯╮┤╶╰╭├─┴┬┼'

function headOf(from: Side): string {
  return from === 'client' ? '▶' : '◀'
}

/** From the first to the last row in which the arrow is in its channel. */
function channelSpan(arrow: RowArrow): [number, number] | undefined {
  if (arrow.kind === 'refused' || arrow.startRow === undefined) return undefined
  const rows = [arrow.startRow, ...arrow.tickRows, arrow.endRow ?? arrow.startRow]
  let first = arrow.startRow
  let last = arrow.startRow
  for (const row of rows) {
    first = Math.min(first, row)
    last = Math.max(last, row)
  }
  return first === last ? undefined : [first, last]
}

function spanOf(cell: Cell | undefined): Span {
  if (!cell) return { text: ' ' }
  return { text: cell.sign ?? joints[cell.links] ?? ' ', role: cell.role }
}

function writeLabel(characters: Span[], label: Label): void {
  const size = columnsOf(label.text)
  const span: Span = { text: label.text, role: label.role, isItalic: true }
  characters.splice(label.x, size, span, ...new Array<Span>(size - 1).fill({ text: '' }))
}

/** Neighbours that look the same become one span. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = []
  for (const span of spans) {
    if (span.text === '') continue
    const last = all.at(-1)
    if (last && last.role === span.role && last.isItalic === span.isItalic) last.text += span.text
    else all.push({ ...span })
  }
  return all
}
