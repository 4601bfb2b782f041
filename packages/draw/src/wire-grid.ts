import type { Span } from './ansi.ts'
import type { Side } from './ladder-event.ts'
import type { Role } from './shapes.ts'
import { columnsOf, fitText } from './text-width.ts'

/** The wire of a ladder as a grid of characters: lines that join where they meet, signs, and words over them. */
export class WireGrid {
  readonly width: number
  readonly #rows: WireRow[]

  constructor(width: number, rowCount: number) {
    this.width = width
    this.#rows = Array.from({ length: rowCount }, () => ({ cells: new Map(), labels: [] }))
  }

  /** The wire at one row, exactly as wide as the wire, with `text` in its middle. */
  spans(row: number, text = ''): Span[] {
    const { cells, labels } = this.#rows[row] as WireRow
    const characters = Array.from({ length: this.width }, (_, x) => spanOf(cells.get(x)))
    const cut = fitText(text, this.width, columnsOf)
    const x = Math.floor((this.width - columnsOf(cut)) / 2)
    const middle: GridLabel[] = cut === '' ? [] : [{ x, text: cut, role: 'faint', isItalic: true }]
    for (const label of [...labels, ...middle]) writeLabel(characters, label)
    return joined(characters)
  }

  near(from: Side): number {
    return from === 'client' ? 0 : this.width - 1
  }

  far(from: Side): number {
    return from === 'client' ? this.width - 1 : 0
  }

  /** A level line, both ends included; it meets the lifelines. */
  run(row: number, from: number, to: number, role: Role): void {
    const [start, end] = from < to ? [from, to] : [to, from]
    const outer = new Set([0, this.width - 1])
    for (let x = start; x <= end; x++) {
      const links = (x > start || outer.has(x) ? left : 0) | (x < end || outer.has(x) ? right : 0)
      this.join(row, x, links, role)
    }
  }

  /** A line that falls through all of `spans`, by counting where they begin and end: linear. */
  fallThrough(spans: readonly RowSpan[], x: number, role: Role): void {
    const change = new Array<number>(this.#rows.length + 1).fill(0)
    for (const { first, last } of spans) {
      change[first] = (change[first] ?? 0) + 1
      change[last] = (change[last] ?? 0) - 1
    }
    let open = 0
    for (let row = 0; row + 1 < this.#rows.length; row++) {
      open += change[row] ?? 0
      if (open === 0) continue
      this.join(row, x, down, role)
      this.join(row + 1, x, up, role)
    }
  }

  join(row: number, x: number, links: number, role: Role): void {
    const cells = this.#rows[row]?.cells
    const known = cells?.get(x)
    cells?.set(x, {
      links: (known?.links ?? 0) | links,
      role: known?.role ?? role,
      sign: known?.sign,
    })
  }

  put(row: number, x: number, sign: string, role: Role): void {
    this.#rows[row]?.cells.set(x, { links: 0, role, sign })
  }

  write(row: number, label: GridLabel): void {
    this.#rows[row]?.labels.push(label)
  }

  /** True where a line falls through one of the cells from `x` on. */
  isCrossed(row: number, x: number, size: number): boolean {
    const cells = this.#rows[row]?.cells
    for (let i = x; i < x + size; i++) {
      if (((cells?.get(i)?.links ?? 0) & (up | down)) !== 0) return true
    }
    return false
  }
}

export interface RowSpan {
  first: number
  last: number
}

export interface GridLabel {
  x: number
  text: string
  role: Role
  isItalic?: boolean
}

interface Cell {
  links: number
  role: Role
  sign: string | undefined
}

interface WireRow {
  cells: Map<number, Cell>
  labels: GridLabel[]
}

const up = 1
const down = 2
const left = 4
const right = 8

/** Index: the four links added up. */
const joints = ' ╵╷│╴╯╮┤╶╰╭├─┴┬┼'

function spanOf(cell: Cell | undefined): Span {
  if (!cell) return { text: ' ' }
  return { text: cell.sign ?? joints[cell.links] ?? ' ', role: cell.role }
}

function writeLabel(characters: Span[], label: GridLabel): void {
  const size = columnsOf(label.text)
  const { text, role, isItalic } = label
  const span: Span = { text, role, ...(isItalic && { isItalic }) }
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
