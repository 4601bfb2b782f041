import { formatCount } from '../quantities.ts'
import type { LineShape, Shape } from '../shapes.ts'
import { textWidthPx } from '../text-width.ts'
import { isThin, type PlacedStrip } from './strip-geometry.ts'
import { foldSizes } from './strip-words.ts'

interface Fold {
  left: number
  right: number
  bytes: number
  title: string
}

/** What is longer than it is drawn: how many bytes, and slanted strokes through all rows. */
export function foldShapes(placed: PlacedStrip): Shape[] {
  return foldsOf(placed).flatMap((fold) => [...sizeShape(placed, fold), ...strokes(placed, fold)])
}

function foldsOf({ scale }: PlacedStrip): Fold[] {
  return scale.isFolded.flatMap((isFolded, i) => {
    const [left = 0, right = 0] = scale.x.slice(i, i + 2)
    const [from = 0, to = 0] = scale.edges.slice(i, i + 2)
    const bytes = to - from
    const title = `${formatCount(bytes)} bytes, drawn shorter than they are beside the others.`
    return isFolded ? [{ left, right, bytes, title }] : []
  })
}

function sizeShape({ foldY }: PlacedStrip, { left, right, bytes, title }: Fold): Shape[] {
  const [exact = '', ...shorter] = foldSizes(bytes)
  const labels = [`${exact}, folded`, exact, ...shorter]
  const text = labels.find((one) => textWidthPx(one) <= right - left - 2)
  if (text === undefined) return []
  const place = { x: Math.round(right - 2), y: foldY, anchor: 'end' } as const
  return [{ kind: 'text', ...place, text, role: 'faint', origin: 'observed', title }]
}

function strokes({ rows, strip }: PlacedStrip, { left, right, title }: Fold): LineShape[] {
  const middle = Math.round(right - Math.min(14, (right - left) / 3))
  return rows.flatMap(({ row, y, height }) => {
    const lean = Math.min(4, height / 4)
    const places = isThin(row, strip) ? [middle] : [middle - 3, middle + 3]
    return places.map((x): LineShape => {
      const ends = { x1: x - lean, y1: y + height + 2, x2: x + lean, y2: y - 2 }
      return { kind: 'line', ...ends, role: 'ink', origin: 'derived', title }
    })
  })
}
