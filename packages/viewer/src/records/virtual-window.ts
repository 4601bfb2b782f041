/** Browsers stop counting somewhere above 17 million px; a longer list scrolls in larger steps instead. */
const longestPx = 8_000_000

export interface WindowInput {
  count: number
  rowPx: number
  viewPx: number
  scrollPx: number
}

export interface RowWindow {
  /** Height of the whole list as the scroll bar sees it. */
  totalPx: number
  /** Rows `first` (included) to `end` (not included) are drawn … */
  first: number
  end: number
  /** … the first of them this far below the list's top. */
  offsetPx: number
}

/** Which rows of a list of equal rows are in view. One row more stands above and below. */
export function windowOf({ count, rowPx, viewPx, scrollPx }: WindowInput): RowWindow {
  const fullPx = count * rowPx
  const totalPx = Math.min(fullPx, longestPx)
  const top = Math.min(Math.max(scrollPx, 0), Math.max(totalPx - viewPx, 0))
  const topFull = top * stretch(fullPx, totalPx, viewPx)
  const first = Math.max(0, Math.floor(topFull / rowPx) - 1)
  const end = Math.min(count, Math.ceil((topFull + viewPx) / rowPx) + 1)
  return { totalPx, first, end, offsetPx: first * rowPx - topFull + top }
}

/** The scroll position that brings `row` into view with the least movement, or to the middle if it is far. */
export function scrollTo(row: number, input: WindowInput): number {
  const { count, rowPx, viewPx, scrollPx } = input
  const fullPx = count * rowPx
  const totalPx = Math.min(fullPx, longestPx)
  const factor = stretch(fullPx, totalPx, viewPx)
  const topFull = scrollPx * factor
  const rowTop = row * rowPx
  const isAbove = rowTop < topFull
  const isBelow = rowTop + rowPx > topFull + viewPx
  if (!isAbove && !isBelow) return scrollPx
  const distance = isAbove ? topFull - rowTop : rowTop + rowPx - topFull - viewPx
  let target = isAbove ? rowTop : rowTop + rowPx - viewPx
  if (distance > viewPx) target = rowTop - (viewPx - rowPx) / 2
  return Math.min(Math.max(target / factor, 0), Math.max(totalPx - viewPx, 0))
}

/** How many px of the whole list one px of the scroll bar stands for. */
function stretch(fullPx: number, totalPx: number, viewPx: number): number {
  return totalPx > viewPx ? (fullPx - viewPx) / (totalPx - viewPx) : 1
}
