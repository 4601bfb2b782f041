import type { Ladder } from './ladder-model.ts'

/** Two times nearer than this would lie on one another. */
const leastPx = 20

/**
 * For each row whether its time is written. First come rows with labels, then what was sent, then what
 * arrived: a time that would stand too near to one of those is left to the title.
 */
export function timedRows({ rows, events }: Ladder, y: readonly number[]): boolean[] {
  const timed = new Array<boolean>(rows.length).fill(false)
  for (const weight of [2, 1, 0]) {
    for (const [index, row] of rows.entries()) {
      const moment = row.kind === 'event' ? events[row.event]?.packet?.moment : undefined
      const ours = moment === undefined ? 2 : moment === 'sent' ? 1 : 0
      if (ours === weight && hasRoom(index, timed, y)) timed[index] = row.kind !== 'idle'
    }
  }
  return timed
}

function hasRoom(index: number, timed: readonly boolean[], y: readonly number[]): boolean {
  const distance = (other: number) => Math.abs((y[other] ?? 0) - (y[index] ?? 0))
  for (let up = index - 1; up >= 0 && distance(up) < leastPx; up--) if (timed[up]) return false
  for (let on = index + 1; on < y.length && distance(on) < leastPx; on++)
    if (timed[on]) return false
  return true
}
