import type { Columns } from './ladder-geometry.ts'
import type { Ladder } from './ladder-model.ts'

/** A ladder with the places of everything in it. */
export interface PlacedLadder {
  ladder: Ladder
  columns: Columns
  formatTime: (tMs: number) => string
  /** Height of each row, px. */
  rowY: number[]
  /** Rows whose time is written: others stand too near to one. */
  timed: boolean[]
  /** For each event the index of its row. */
  rowOf: number[]
  /** Where the lifelines begin and end, px. */
  top: number
  bottom: number
}
