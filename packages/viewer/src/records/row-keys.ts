/**
 * The row that a key leads to from `row` (-1: none is selected yet), or undefined for a key that does
 * not move the selection. Gap rows (below 0) are stepped over.
 */
export function rowAfterKey(
  key: string,
  row: number,
  rows: readonly number[],
  rowsInView: number,
): number | undefined {
  const last = rows.length - 1
  if (last < 0) return undefined
  const page = Math.max(1, rowsInView - 1)
  const targets: Record<string, [row: number, step: number]> = {
    ArrowUp: [row < 0 ? last : row - 1, -1],
    ArrowDown: [row < 0 ? 0 : row + 1, 1],
    PageUp: [row < 0 ? last : row - page, -1],
    PageDown: [row < 0 ? 0 : row + page, 1],
    Home: [0, 1],
    End: [last, -1],
  }
  const target = targets[key]
  if (!target) return undefined
  const [wanted, step] = target
  const start = Math.min(Math.max(wanted, 0), last)
  return nextRecord(rows, start, step) ?? nextRecord(rows, start, -step)
}

function nextRecord(rows: readonly number[], start: number, step: number): number | undefined {
  for (let row = start; row >= 0 && row < rows.length; row += step) {
    if ((rows[row] as number) > 0) return row
  }
  return undefined
}
