import type { Span } from './ansi.ts'
import { refusalLabels } from './arrow-words.ts'
import { type LadderEvent, otherSide, type Side, sides } from './ladder-event.ts'
import type { Ladder } from './ladder-model.ts'
import type { EventRow, FoldRow } from './ladder-row.ts'
import { formatDuration } from './quantities.ts'
import { portOf } from './record-fields.ts'
import type { RowArrow } from './row-arrows.ts'
import type { Role } from './shapes.ts'
import { columnsOf, fitColumns, fitLabel, fitText, wrapText } from './text-width.ts'
import type { WireGrid } from './wire-grid.ts'

/** Widths in columns: time, a space, label, a space, lifeline, wire, lifeline, a space, label. */
export interface Page {
  columns: number
  time: number
  label: number
  wire: number
  formatTime: (tMs: number) => string
}

export interface TerminalLadder {
  page: Page
  ladder: Ladder
  rowOf: readonly number[]
  arrows: readonly RowArrow[]
  wire: WireGrid
}

const mostNoteLines = 3

type Labels = Partial<Record<Side, Span>>

/** The rows of a ladder as lines of spans. */
export class TerminalRows {
  readonly #page: Page
  readonly #ladder: Ladder
  readonly #wire: WireGrid
  readonly #marks: Record<Side, string>[]
  readonly #refusals: Map<number, Labels>

  constructor({ page, ladder, rowOf, arrows, wire }: TerminalLadder) {
    this.#page = page
    this.#ladder = ladder
    this.#wire = wire
    this.#marks = lifelineMarks(ladder, rowOf)
    this.#refusals = refusalsOf(arrows, ladder, page)
  }

  lines(): Span[][] {
    return this.#ladder.rows.flatMap((row, index) => {
      if (row.kind === 'idle')
        return [this.#line(index, '', {}, ` … ${formatDuration(row.gapMs)} … `)]
      if (row.kind === 'cut') return [this.#across('', `… ${row.text} …`, 'faint')]
      return row.kind === 'fold' ? [this.#fold(row, index)] : this.#event(row, index)
    })
  }

  #event(row: EventRow, index: number): Span[][] {
    const { events, selected } = this.#ladder
    const { place, record, tMs, labels, role, isStrong } = events[row.event] as LadderEvent
    const time = this.#page.formatTime(tMs)
    const mark = row.event === selected ? '» ' : ''
    if (place === 'across') {
      const lines = this.#acrossLines(labels[0] ?? '', record.kind === 'note')
      return lines.map((line, i) => {
        return i === 0
          ? this.#across(time, `${mark || '· '}${line}`, role)
          : this.#across('', `  ${line}`, role)
      })
    }
    const label: Span = {
      text: mark + fitLabel(labels, this.#page.label - mark.length, columnsOf),
      role,
      isStrong: isStrong || mark !== '',
      isItalic: record.origin === 'derived',
    }
    return [this.#line(index, time, { ...this.#refusals.get(index), [place]: label })]
  }

  /** A note has lines enough for a sentence or two; what is longer is cut. */
  #acrossLines(text: string, isNote: boolean): string[] {
    const room = this.#page.columns - this.#page.time - 3
    if (!isNote || columnsOf(text) <= room) return [text]
    const lines = wrapText(text, room)
    return [...lines.slice(0, mostNoteLines - 1), lines.slice(mostNoteLines - 1).join(' ')].filter(
      Boolean,
    )
  }

  #fold(row: FoldRow, index: number): Span[] {
    const labels: Labels = {}
    for (const side of sides) {
      const words = row.labels[side]
      if (words) labels[side] = { text: fitLabel(words, this.#page.label, columnsOf), role: side }
    }
    const first = this.#ladder.events[row.events[0] ?? 0]?.tMs ?? 0
    const text = row.texts.length === 0 ? '' : fitLabel(row.texts, this.#page.wire, columnsOf)
    return this.#line(index, this.#page.formatTime(first), labels, text)
  }

  #line(index: number, time: string, labels: Labels, inWire = ''): Span[] {
    const { label } = this.#page
    const marks = this.#marks[index] as Record<Side, string>
    return [
      this.#time(time),
      { ...labels.client, text: fitColumns(labels.client?.text ?? '', label, 'right') },
      { text: ' ' },
      { text: marks.client, role: 'client' },
      ...this.#wire.spans(index, inWire),
      { text: marks.server, role: 'server' },
      { text: ' ' },
      { ...labels.server, text: fitColumns(labels.server?.text ?? '', label, 'left') },
    ]
  }

  /** A text that belongs to no lifeline. */
  #across(time: string, text: string, role: Role): Span[] {
    const { columns, time: timeColumns } = this.#page
    return [this.#time(time), { text: fitText(text, columns - timeColumns - 1, columnsOf), role }]
  }

  #time(time: string): Span {
    return { text: `${fitColumns(time, this.#page.time, 'right')} `, role: 'faint' }
  }
}

/** The lifelines' characters by row: heavy where a state is known, light where open, dotted where nothing is. */
function lifelineMarks(ladder: Ladder, rowOf: readonly number[]): Record<Side, string>[] {
  const marks = ladder.rows.map((): Record<Side, string> => ({ client: '┊', server: '┊' }))
  for (const band of ladder.bands) {
    const start = band.start === undefined ? 0 : (rowOf[band.start] ?? 0)
    const end = band.end === undefined ? marks.length : (rowOf[band.end] ?? 0)
    for (let row = start; row < end; row++) {
      const mark = marks[row]
      if (mark) mark[band.side] = band.state === undefined ? '│' : '┃'
    }
  }
  return marks
}

/** Why a connection was refused, written at the end that refused it. */
function refusalsOf(arrows: readonly RowArrow[], ladder: Ladder, page: Page): Map<number, Labels> {
  const refusals = new Map<number, Labels>()
  for (const { kind, from, startRow } of arrows) {
    if (kind !== 'refused' || startRow === undefined) continue
    const to = otherSide(from)
    const labels = refusalLabels(portOf(ladder.ends[to].address))
    const text = fitLabel(labels, page.label, columnsOf)
    refusals.set(startRow, { [to]: { text, role: 'lost', isItalic: true } })
  }
  return refusals
}
