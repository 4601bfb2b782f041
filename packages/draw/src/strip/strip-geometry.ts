import { formatCount } from '../quantities.ts'
import type { ByteScale } from './byte-scale.ts'
import type { Strip, StripRow, StripRowKind } from './strip-model.ts'
import type { StripWindow } from './strip-window.ts'

/** Sizes of a strip, px. */
export interface StripFrame {
  width: number
  isNarrow: boolean
  /** Where the axis begins and ends. */
  left: number
  right: number
}

/** A strip with the places of everything in it. */
export interface PlacedStrip {
  strip: Strip
  frame: StripFrame
  window: StripWindow
  scale: ByteScale
  rows: PlacedRow[]
  /** Baselines of its head, of what is folded, of the offsets, of what is not drawn. */
  headY: number
  foldY: number
  offsetY: number
  restY: number
  bottom: number
  selectedN: number | undefined
}

export interface PlacedRow {
  row: StripRow
  y: number
  height: number
}

const narrowestPx = 280
const rowHeights: Record<StripRowKind, number> = { sent: 22, writes: 22, reads: 24, frames: 20 }
/** Writes beside messages are only edges: which bytes went together. */
const thinRowPx = 8
/** So far from the right end of a folded stretch its marks begin. */
export const foldMarkPx = 22
const rowGapPx = 7
const lineHeightPx = 16

export function frameFor(askedWidth: number): StripFrame {
  const width = Number.isFinite(askedWidth) ? Math.max(narrowestPx, Math.round(askedWidth)) : 720
  const isNarrow = width < 560
  return { width, isNarrow, left: isNarrow ? 66 : 74, right: width - (isNarrow ? 6 : 12) }
}

/** The least width in which a block can still show its number, the largest being `ordinal`. */
export function shortestPx(ordinal: number): number {
  return 15 + 7 * formatCount(ordinal).length
}

export function isThin(row: StripRow, strip: Strip): boolean {
  return row.kind === 'writes' && strip.noun === 'message'
}

export function placeRows(
  rows: readonly StripRow[],
  strip: Strip,
  top: number,
): { placed: PlacedRow[]; offsetY: number; bottom: number } {
  let y = top
  let offsetY = 0
  const placed = rows.map((row): PlacedRow => {
    const height = isThin(row, strip) ? thinRowPx : rowHeights[row.kind]
    const place = { row, y, height }
    y += height + rowGapPx
    if (row.kind === 'reads' && strip.noun !== 'datagram') {
      offsetY = y + 5
      y += lineHeightPx - 1
    }
    return place
  })
  return { placed, offsetY, bottom: y }
}
