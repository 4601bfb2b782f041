import type { TraceRecord } from '@socket-labs/trace'
import type { LadderOptions } from './options.ts'
import type { Scene } from './shapes.ts'

/** Lays out a run's sockets as a ladder: time runs down, client left, server right. */
export function layoutLadder(records: readonly TraceRecord[], options: LadderOptions): Scene {
  return { width: options.width, height: 40, shapes: [], label: `${records.length} records` }
}
