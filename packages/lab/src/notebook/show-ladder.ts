import { type LadderOptions, layoutLadder, toSvg } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'
import { showSvg } from './show.ts'

const widthPx = 820

/** A run, or anything else that has records. */
interface Recorded {
  records: readonly TraceRecord[]
}

/** The ladder of a run's connection `conn`, else of its first, as one `<svg>` element. */
export function ladderOf({ records }: Recorded, options: Partial<LadderOptions> = {}): string {
  return toSvg(layoutLadder(records, { width: widthPx, ...options }))
}

/** Shows {@link ladderOf} under the cell. */
export function showLadder(run: Recorded, options: Partial<LadderOptions> = {}): void {
  showSvg(ladderOf(run, options))
}
