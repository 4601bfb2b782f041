import { layoutStates, type StatesOptions, toSvg } from '@socket-labs/draw'
import type { TraceRecord } from '@socket-labs/trace'
import { showSvg } from './show.ts'

/** As wide as the ladders in the notebooks. */
const widthPx = 820

/** A run, or anything else that has records. */
interface Recorded {
  records: readonly TraceRecord[]
}

/**
 * The state diagrams of both ends of a run's connection as one `<svg>` element: the path travelled is heavy
 * and numbered, the state at `untilTMs` (or at the end) filled. `conn` chooses the connection; without it
 * the one in which most states were seen.
 */
export function statesOf({ records }: Recorded, options: Partial<StatesOptions> = {}): string {
  return toSvg(layoutStates(records, { width: widthPx, ...options }))
}

/** Shows {@link statesOf} under the cell. */
export function showStates(run: Recorded, options: Partial<StatesOptions> = {}): void {
  showSvg(statesOf(run, options))
}
