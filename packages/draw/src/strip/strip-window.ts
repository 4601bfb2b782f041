import type { Piece } from './pieces.ts'
import { rowOf, type Strip } from './strip-model.ts'
import { partsOf } from './strip-words.ts'

/** The part of a direction that is drawn: edges, ascending, two at least. */
export interface StripWindow {
  edges: number[]
  from: number
  to: number
}

export interface WindowChoice {
  /** At most so many stretches between edges. */
  most: number
  /** The window is around this record's piece. */
  selectedN?: number | undefined
  /** Else it is at the end instead of at the start. */
  isAtEnd?: boolean | undefined
}

/**
 * The window that fits into `room`, where the least width of a stretch depends on the largest number that
 * is written in it.
 */
export function windowFor(
  strip: Strip,
  room: number,
  shortestFor: (ordinal: number) => number,
  choice: Omit<WindowChoice, 'most'>,
): { window: StripWindow; shortest: number } {
  const fit = (shortest: number) =>
    windowOf(strip, { ...choice, most: Math.max(2, Math.floor(room / shortest)) })
  const first = fit(shortestFor(1))
  const ordinal = partsOf(strip, first.from, first.to).at(-1)?.ordinal ?? 1
  const shortest = shortestFor(ordinal)
  return { window: fit(shortest), shortest }
}

/** Which part of a strip to draw. Looks at no more pieces than can be drawn. */
function windowOf(strip: Strip, { most, selectedN, isAtEnd }: WindowChoice): StripWindow {
  const around = selectedN === undefined ? undefined : placeAt(strip, selectedN)
  const end = Math.max(...strip.rows.map(({ pieces }) => pieces.end))
  const start = Math.min(
    ...strip.rows.filter(({ pieces }) => pieces.count > 0).map(({ pieces }) => pieces.start),
  )
  let edges: number[]
  if (around !== undefined) {
    const before = edgesBefore(strip, around, Math.floor(most / 2))
    edges = edgesFrom(strip, before[0] ?? around, most + 1)
    if (edges.length <= most) edges = edgesBefore(strip, end, most + 1)
  } else if (isAtEnd) edges = edgesBefore(strip, end, most + 1)
  else edges = edgesFrom(strip, start, most + 1)
  const from = edges[0] ?? start
  const to = edges.at(-1) ?? end
  // A decoder that gave up at a place without bytes has one edge only.
  return to > from ? { edges, from, to } : { edges: [from, from + 1], from, to: from + 1 }
}

/** Where the bytes of a record stand; of one without bytes, where its direction had come to. */
function placeAt(strip: Strip, n: number): number | undefined {
  const own = rowOf(strip, n)?.pieces.atOrBefore(n)
  if (own) return own.from
  const before = strip.rows.map(({ pieces }) => pieces.atOrBefore(n)?.from ?? 0)
  return Math.max(...before)
}

function edgesFrom(strip: Strip, byte: number, most: number): number[] {
  const found = nearEdges(strip, byte, (held, at) => held.slice(Math.max(0, at - 1), at + most))
  return found.filter((edge) => edge >= byte).slice(0, most)
}

function edgesBefore(strip: Strip, byte: number, most: number): number[] {
  const found = nearEdges(strip, byte, (held, at) => held.slice(Math.max(0, at - most), at + 1))
  return found.filter((edge) => edge <= byte).slice(-most)
}

/** Ascending, each once. */
function nearEdges(
  { rows }: Strip,
  byte: number,
  take: (held: readonly Piece[], at: number) => Piece[],
): number[] {
  const edges = new Set<number>([byte])
  for (const { pieces } of rows) {
    for (const { from, to } of take(pieces.held, pieces.firstAfter(byte))) edges.add(from).add(to)
  }
  return [...edges].sort((a, b) => a - b)
}
