/** Where offsets stand on the axis. `at` is linear between two edges. */
export interface ByteScale {
  edges: readonly number[]
  x: readonly number[]
  /** For each stretch between two edges whether it is drawn shorter than its bytes ask for. */
  isFolded: readonly boolean[]
  at(byte: number): number
}

export interface ScaleOptions {
  /** Where the first edge stands, and how much room there is. */
  left: number
  room: number
  /** The least that a stretch gets, however few bytes it has. */
  shortest: number
  /** The least that a folded stretch gets. */
  shortestFold: number
  /** The most that one byte gets: a few bytes need no more room than that. */
  mostPerByte: number
}

/** A short stretch may be drawn so many times too long before the long ones are folded. */
const mostStretched = 24
/** Of what is folded, the shortest has at least so many times the bytes of the longest that is not. */
const foldRatio = 8
/** How wide the shortest stretch would like to be beside folded ones, in units of the shortest allowed. */
const wishes = [6, 4, 3, 2, 1.5, 1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / mostStretched]

/**
 * Widths in proportion to bytes as long as that leaves room for the short stretches. Where it does not,
 * the long ones are folded: all of them get the same room, whatever they hold.
 *
 * `edges` are offsets, ascending, two at least.
 */
export function byteScale(edges: readonly number[], options: ScaleOptions): ByteScale {
  const bytes = edges.slice(1).map((edge, i) => edge - (edges[i] as number))
  const { widths, isFolded } = widthsOf(bytes, options)
  const x = [options.left]
  let end = options.left
  for (const width of widths) {
    end += width
    x.push(Math.round(end))
  }
  return { edges, x, isFolded, at: (byte) => placeOf(byte, edges, x) }
}

interface Widths {
  widths: number[]
  isFolded: boolean[]
}

function widthsOf(bytes: readonly number[], options: ScaleOptions): Widths {
  const { room } = options
  const shortest = Math.min(options.shortest, room / bytes.length)
  const fewest = Math.min(...bytes)
  const fitting = solve((perByte) => sum(bytes, (one) => Math.max(shortest, one * perByte)), room)
  const even = Math.min(fitting, options.mostPerByte)
  if (fewest * even * mostStretched >= shortest) {
    return {
      widths: bytes.map((one) => Math.max(shortest, one * even)),
      isFolded: bytes.map(() => false),
    }
  }
  let folded: Widths | undefined
  for (const wish of wishes) {
    const perByte = (wish * shortest) / fewest
    const widthTo = (cap: number) => (one: number) =>
      Math.min(cap, Math.max(shortest, one * perByte))
    const cap = solve((most) => sum(bytes, widthTo(Math.max(most, shortest))), room)
    const isFolded = bytes.map((one) => one * perByte > cap * 1.01)
    folded = { widths: bytes.map(widthTo(cap)), isFolded }
    if (cap >= options.shortestFold && isClear(bytes, isFolded)) return folded
  }
  return folded as Widths
}

/** True where what is folded is far longer than what is not. */
function isClear(bytes: readonly number[], isFolded: readonly boolean[]): boolean {
  const folded = bytes.filter((_, i) => isFolded[i])
  const others = bytes.filter((_, i) => !isFolded[i])
  return others.length > 0 && Math.min(...folded) >= foldRatio * Math.max(...others)
}

function sum(bytes: readonly number[], width: (bytes: number) => number): number {
  return bytes.reduce((total, one) => total + width(one), 0)
}

/** The largest argument for which a growing function stays within `most`, well enough for a picture. */
function solve(grows: (value: number) => number, most: number): number {
  let low = 0
  let high = 1
  const limit = most * (1 + 1e-9)
  while (grows(high) <= limit && high < 1e9) high *= 2
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (grows(middle) <= limit) low = middle
    else high = middle
  }
  return low
}

function placeOf(byte: number, edges: readonly number[], x: readonly number[]): number {
  let low = 0
  let high = edges.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((edges[middle] as number) <= byte) low = middle
    else high = middle
  }
  const [from, to] = [edges[low] as number, edges[high] as number]
  const [left, right] = [x[low] as number, x[high] as number]
  const along = to > from ? Math.min(1, Math.max(0, (byte - from) / (to - from))) : 0
  return left + along * (right - left)
}
