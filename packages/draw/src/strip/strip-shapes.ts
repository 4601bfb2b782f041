import { otherSide } from '../ladder-event.ts'
import { formatCount } from '../quantities.ts'
import { safeText } from '../safe-text.ts'
import type { Role, Shape, TextShape } from '../shapes.ts'
import { fitLabel, fitText, strongWidthPx, textWidthPx } from '../text-width.ts'
import { rowShapes } from './strip-blocks.ts'
import { foldShapes } from './strip-folds.ts'
import type { PlacedRow, PlacedStrip } from './strip-geometry.ts'
import { restShapes } from './strip-rest.ts'
import { countWords, exactly, unreadWords, wayWords } from './strip-words.ts'

/** Everything of one strip: its head, its rows, the folds through them, offsets, and what is not drawn. */
export function stripShapes(placed: PlacedStrip): Shape[] {
  return [
    ...headShapes(placed),
    ...placed.rows.flatMap((row) => [nameShape(placed, row), ...rowShapes(placed, row)]),
    ...foldShapes(placed),
    ...offsetShapes(placed),
    ...unreadShapes(placed),
    ...lostShapes(placed),
    ...restShapes(placed),
  ]
}

function text(words: string, x: number, y: number, role: Role): TextShape {
  return { kind: 'text', x, y, text: words, anchor: 'start', role, origin: 'observed' }
}

/** Which connection, which way, how much; the codec at the right where there is room. */
function headShapes({ strip, frame, headY }: PlacedStrip): Shape[] {
  const way = `${fitText(safeText(strip.conn), 90, strongWidthPx)}  ${wayWords(strip)}`
  const x = 6 + strongWidthPx(way) + 10
  const room = frame.width - x - 6
  const counts = countWords(strip)
  const all = counts.join(', ')
  const shorter = counts.map((_, i) => counts.slice(0, counts.length - i).join(', '))
  const about = strip.codec === '' ? shorter : [`${all} · ${strip.codec}`, ...shorter]
  const words = fitLabel(about, room, textWidthPx)
  return [
    { ...text(way, 6, headY, strip.from), strong: true },
    ...(words === '' ? [] : [{ ...text(words, x, headY, 'faint'), title: about[0] as string }]),
  ]
}

function nameShape({ strip, frame }: PlacedStrip, { row, y, height }: PlacedRow): TextShape {
  const isSenders = row.kind === 'sent' || row.kind === 'writes'
  const role = isSenders ? strip.from : otherSide(strip.from)
  const name = fitText(safeText(row.name), frame.left - 8, textWidthPx)
  return { ...text(name, 6, Math.round(y + height / 2 + 4), role), title: safeText(row.name) }
}

/** Where reads begin and end, as far as the numbers find room: first and last before the others. */
function offsetShapes({ strip, scale, window, offsetY, frame }: PlacedStrip): Shape[] {
  if (offsetY === 0) return []
  const { pieces } = strip.reads.within(window.from, window.to)
  const reads = new Set(pieces.flatMap(({ from, to }) => [from, to]))
  const others = [window.from, window.to, strip.sentBytes]
  const edges = [...new Set([...reads, ...others])].filter((edge) => {
    return edge >= window.from && edge <= window.to
  })
  edges.sort((a, b) => a - b)
  const taken: [number, number][] = []
  const shapes: Shape[] = []
  const inTurn = [edges[0], edges.at(-1), ...edges.slice(1, -1)]
  for (const edge of new Set(inTurn)) {
    if (edge === undefined) continue
    const label = formatCount(edge)
    const half = textWidthPx(label, true) / 2
    const x = Math.min(scale.at(edge), frame.width - half - 1)
    if (taken.some(([left, right]) => x - half < right + 14 && x + half > left - 14)) continue
    taken.push([x - half, x + half])
    const role = reads.has(edge) ? 'ink' : 'faint'
    const title = `Offset ${label}: so many bytes of this direction come before.`
    shapes.push({
      ...text(label, Math.round(x), offsetY, role),
      anchor: 'middle',
      mono: true,
      title,
    })
  }
  return shapes
}

/** In the row of reads, behind the last one: what nobody has taken. */
function unreadShapes({ strip, scale, window, rows }: PlacedStrip): Shape[] {
  const words = unreadWords(strip)
  const row = rows.find((one) => one.row.kind === 'reads')
  const from = Math.max(strip.reads.end, window.from)
  const to = Math.min(strip.sentBytes, window.to)
  if (words === '' || !row || strip.isCut || to <= from) return []
  const [left, right] = [scale.at(from) + 6, scale.at(to)]
  const y = row.y + row.height / 2
  const label = fitText(words, right - left, textWidthPx)
  const title = `${words}: written by the ${strip.from}, not handed to the other program.`
  const role = strip.isOver ? 'lost' : 'faint'
  if (label.length < 4) {
    return [{ kind: 'line', x1: left, y1: y, x2: right, y2: y, role, origin: 'simulated', title }]
  }
  return [{ ...text(label, left, y + 4, role), origin: 'derived', title }]
}

/** A datagram that nobody received: it is not late bytes of a stream, it may be lost. */
function lostShapes({ strip, window, rows, scale }: PlacedStrip): Shape[] {
  const row = rows.find((one) => one.row.kind === 'reads')
  if (strip.noun !== 'datagram' || !row || !strip.isReaderSeen) return []
  const { pieces } = strip.sent.within(window.from, window.to)
  return pieces.flatMap((sent): Shape[] => {
    if (exactly(strip.reads.held, sent)) return []
    const [left, right] = [scale.at(sent.from), scale.at(sent.to)]
    const x = Math.round((left + right) / 2)
    const y = row.y + row.height / 2
    const when = strip.isOver ? 'never received' : 'not received yet'
    const common = {
      role: strip.isOver ? 'lost' : 'faint',
      origin: 'derived',
      n: [sent.n],
      title: `This datagram was ${when} by the program.`,
    } as const
    const label = fitLabel([when, 'lost?'], right - left - 22, textWidthPx)
    const isFitting = label.length > 4
    const crossX = isFitting ? left + 12 : x
    return [
      { kind: 'line', x1: crossX, y1: y, x2: crossX, y2: y, cross: strip.isOver, ...common },
      ...(isFitting ? [{ ...text(label, crossX + 10, y + 4, common.role), ...common }] : []),
    ]
  })
}
