import type { TraceRecord } from '@socket-labs/trace'
import { formatDuration } from '../quantities.ts'
import type { Scene, Shape, TextShape } from '../shapes.ts'
import { topOf } from '../shapes-within.ts'
import { fitLabel, fitText, strongWidthPx, textWidthPx } from '../text-width.ts'
import { figureAt, figureHeightPx } from './states-geometry.ts'
import {
  readStates,
  type StatesContent,
  type StatesEnd,
  type StatesPicture,
} from './states-model.ts'
import { diagramShapes } from './states-shapes.ts'
import {
  causeLabels,
  choiceWords,
  emptyWords,
  legendParts,
  nowWords,
  statesSentence,
} from './states-words.ts'

export interface StatesOptions extends StatesContent {
  /** Width of the picture in px: from 640 on both diagrams stand side by side; less than 280 is taken as 280. */
  width: number
}

const narrowestPx = 280
const sideBySidePx = 640
const widestDiagramPx = 620
const gapPx = 36
const edgePx = 6
const headPx = 44
const lineHeightPx = 17

/**
 * Lays out the states that both ends of one connection went through, each in the state diagram of RFC 9293
 * §3.3.2, Figure 5: every state always at the same place, the path travelled heavier and numbered. Records
 * may come in any order and of any kind; a path that nobody saw is never filled in.
 */
export function layoutStates(records: readonly TraceRecord[], options: StatesOptions): Scene {
  const picture = readStates(records, options)
  const asked = options.width
  const width = Number.isFinite(asked) ? Math.max(narrowestPx, Math.round(asked)) : 820
  const label = statesSentence(picture)
  const { client, server } = picture.ends
  if (client.now === undefined && server.now === undefined) return nothing(picture, width, label)
  const choice = choiceWords(picture)
  const top = choice === '' ? 0 : lineHeightPx
  const head = choice === '' ? [] : [faint(fitText(choice, width - 2 * edgePx, textWidthPx), top)]
  const [first, second] = placesFor(picture, width, top)
  const { selectedN } = options
  const shapes = [
    ...head,
    ...endShapes(client, first, selectedN),
    ...endShapes(server, second, selectedN),
  ]
  const bottom = Math.max(first.bottom, second.bottom)
  const legend = legendShapes(picture, width, bottom + 12)
  const height = bottom + legend.length * lineHeightPx + 16
  return { width, height, shapes: sorted([...shapes, ...legend]), label }
}

/** Where one end is drawn; without its diagram where nobody saw it and it would only be in the way. */
interface Place {
  left: number
  top: number
  each: number
  bottom: number
  isDrawn: boolean
}

function placesFor({ ends }: StatesPicture, width: number, top: number): [Place, Place] {
  const isWide = width >= sideBySidePx
  const room = width - 2 * edgePx
  const each = Math.min(widestDiagramPx, isWide ? (room - gapPx) / 2 : room)
  const place = (end: StatesEnd, from: { left: number; top: number }): Place => {
    const isDrawn = isWide || end.now !== undefined
    const bottom = from.top + headPx + (isDrawn ? figureHeightPx : 0)
    return { ...from, each, bottom, isDrawn }
  }
  const first = place(ends.client, { left: edgePx, top })
  const left = edgePx + each + gapPx
  const second = isWide ? { left, top } : { left: edgePx, top: first.bottom + gapPx }
  return [first, place(ends.server, second)]
}

function endShapes(end: StatesEnd, place: Place, selectedN: number | undefined): Shape[] {
  const { left, top, each } = place
  const words = headWords(end)
  const common = { kind: 'text', x: left, anchor: 'start', origin: 'observed' } as const
  const name = fitText(end.place, each / 2, strongWidthPx)
  const addressX = left + strongWidthPx(name) + 10
  const address = fitText(end.address, each - (addressX - left), (one) => textWidthPx(one, true))
  const head: TextShape[] = [
    { ...common, y: top + 20, text: name, role: end.role, strong: true, title: end.place },
    { ...common, y: top + 38, text: fitLabel(words, each, textWidthPx), role: 'ink' },
  ]
  if (address !== '') {
    const x = Math.round(addressX)
    head.push({ ...common, x, y: top + 20, text: address, role: 'faint', mono: true })
  }
  if (!place.isDrawn) return head
  return [...head, ...diagramShapes({ end, figure: figureAt(left, top + headPx, each), selectedN })]
}

/** Where the end is now, since when and why, ever shorter. */
function headWords(end: StatesEnd): string[] {
  const { last } = end
  const now = nowWords(end)
  if (!last) return [now]
  const since = `${now}, since ${formatDuration(last.record.tMs)}`
  return [...causeLabels(last).map((cause) => `${since}: ${cause}`), since, now]
}

function legendShapes(picture: StatesPicture, width: number, top: number): TextShape[] {
  const lines: string[] = []
  for (const part of legendParts(picture)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${part}` : part
    if (lines.length > 0 && textWidthPx(longer) <= width - 2 * edgePx) lines.splice(-1, 1, longer)
    else lines.push(fitText(part, width - 2 * edgePx, textWidthPx))
  }
  return lines.map((line, i) => faint(line, top + i * lineHeightPx))
}

function nothing(picture: StatesPicture, width: number, label: string): Scene {
  const text = fitText(emptyWords(picture), width - 12, textWidthPx)
  const shape: TextShape = { ...faint(text, 40), x: width / 2, anchor: 'middle', role: 'ink' }
  return { width, height: 64, shapes: [shape], label }
}

function faint(text: string, y: number): TextShape {
  const common = { kind: 'text', anchor: 'start', role: 'faint', origin: 'observed' } as const
  return { ...common, x: edgePx, y, text }
}

function sorted(shapes: Shape[]): Shape[] {
  return shapes.sort((a, b) => topOf(a) - topOf(b))
}
