/** A text beside an arrow: where it begins, its direction in radians, how far it reaches. Heights in px. */
export interface TurnedBox {
  x: number
  y: number
  angle: number
  width: number
  /** Above and below the line through `x`, `y`. */
  above: number
  below: number
}

const bucketPx = 64

/** The places that are taken by words, so that no two lie on one another. Each question looks nearby only. */
export class LabelRoom {
  readonly #buckets = new Map<number, Corners[]>()

  /** Takes the place and says true, or says false where something is there already. */
  take(box: TurnedBox): boolean {
    const corners = cornersOf(box)
    const buckets = this.#bucketsOf(corners)
    const isTaken = buckets.some((bucket) => bucket.some((other) => overlap(corners, other)))
    if (!isTaken) for (const bucket of buckets) bucket.push(corners)
    return !isTaken
  }

  #bucketsOf(corners: Corners): Corners[][] {
    const heights = corners.map(({ y }) => y)
    const first = Math.floor(Math.min(...heights) / bucketPx)
    const last = Math.floor(Math.max(...heights) / bucketPx)
    const found: Corners[][] = []
    for (let place = first; place <= last; place++) {
      const bucket = this.#buckets.get(place) ?? []
      this.#buckets.set(place, bucket)
      found.push(bucket)
    }
    return found
  }
}

interface Point {
  x: number
  y: number
}

type Corners = readonly Point[]

function cornersOf({ x, y, angle, width, above, below }: TurnedBox): Corners {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const at = (along: number, down: number): Point => ({
    x: x + along * cos - down * sin,
    y: y + along * sin + down * cos,
  })
  return [at(0, -above), at(width, -above), at(width, below), at(0, below)]
}

/** Two rectangles lie apart where a side of one has all of the other on its far side. */
function overlap(a: Corners, b: Corners): boolean {
  return !isApart(a, b) && !isApart(b, a)
}

function isApart(a: Corners, b: Corners): boolean {
  for (let side = 0; side < 2; side++) {
    const from = a[side] as Point
    const to = a[side + 1] as Point
    const axis = { x: to.x - from.x, y: to.y - from.y }
    const [ours, theirs] = [spanOn(a, axis), spanOn(b, axis)]
    if (ours.last <= theirs.first || theirs.last <= ours.first) return true
  }
  return false
}

function spanOn(corners: Corners, axis: Point): { first: number; last: number } {
  const places = corners.map(({ x, y }) => x * axis.x + y * axis.y)
  return { first: Math.min(...places), last: Math.max(...places) }
}
