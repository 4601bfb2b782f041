import type { Point } from '../shapes.ts'
import {
  areClose,
  type Box,
  type Figure,
  middleOf,
  pointAlong,
  type Seat,
} from './states-geometry.ts'

/** How far the middle of a bow may stand beside the straight line, tried in this order, px. */
const bowsPx = [16, -16, 6, -6, 32, -32, 56, -56]
const wideBowsPx = [84, -84, 120, -120, 160, -160]
const pieces = 20
const clearPx = 5
const samples = 60
/** In a lane the way runs straight from so far behind one box to so far before the other. */
const bendPx = 20

/**
 * A way from one box to another past all the others, for moves that the figure has no arrow for: a bow,
 * else along the lane between two columns. A straight line could lie over a third box and would claim that
 * the path led through it. There and back bow apart.
 */
export function bowedRoute(figure: Figure, from: Seat, to: Seat): Point[] {
  const [a, b] = [figure.boxes[from], figure.boxes[to]]
  const others = Object.entries(figure.boxes).filter(([seat]) => seat !== from && seat !== to)
  const obstacles = others.map(([, box]) => box)
  const ways = [
    ...bowsPx.map((bowPx) => bow(a, b, bowPx)),
    ...lanesBy(figure, (middleOf(a).x + middleOf(b).x) / 2).map((x) => alongLane(a, b, x)),
    ...throughGutters(figure, a, b),
    ...wideBowsPx.map((bowPx) => bow(a, b, bowPx)),
  ].filter((points) => isInside(points, figure))
  return ways.find((points) => isFree(points, obstacles)) ?? ways[0] ?? bow(a, b, 0)
}

/** The middles of the two gaps between the columns, the one nearer to `x` first. */
function lanesBy({ columns }: Figure, x: number): number[] {
  const { left, middle, right } = columns
  const lanes = [(middle + right) / 2, (left + middle) / 2]
  return lanes.sort((a, b) => Math.abs(a - x) - Math.abs(b - x))
}

function alongLane(a: Box, b: Box, x: number): Point[] {
  const [from, to] = [middleOf(a), middleOf(b)]
  const down = Math.sign(to.y - from.y)
  const edge = (box: Box) => (x < box.x + box.width / 2 ? box.x : box.x + box.width)
  return [
    { x: edge(a), y: from.y },
    { x, y: from.y + down * bendPx },
    { x, y: to.y - down * bendPx },
    { x: edge(b), y: to.y },
  ]
}

/** Half the height of the gap between two rows. */
const gutterPx = 18

/** Between two columns to the gap between two rows, along it, and between two columns again. */
function throughGutters(figure: Figure, a: Box, b: Box): Point[][] {
  const [from, to] = [middleOf(a), middleOf(b)]
  const [laneA, laneB] = [laneBeside(figure, from.x, to.x), laneBeside(figure, to.x, from.x)]
  const gutters = [b, a].flatMap(({ y, height }) => [y - gutterPx, y + height + gutterPx])
  const edge = (box: Box, x: number) => (x < box.x + box.width / 2 ? box.x : box.x + box.width)
  return gutters.map((y) => [
    { x: edge(a, laneA), y: from.y },
    { x: laneA, y: from.y },
    { x: laneA, y },
    { x: laneB, y },
    { x: laneB, y: to.y },
    { x: edge(b, laneB), y: to.y },
  ])
}

/** The lane at the side of a column that looks towards `otherX`. */
function laneBeside(figure: Figure, x: number, otherX: number): number {
  const nearest = lanesBy(figure, x + Math.sign(otherX - x))
  return nearest[0] ?? x
}

/** A quadratic curve between the boxes' edges. */
function bow(a: Box, b: Box, bowPx: number): Point[] {
  const [from, to] = [middleOf(a), middleOf(b)]
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const control = {
    x: (from.x + to.x) / 2 - (2 * bowPx * (to.y - from.y)) / length,
    y: (from.y + to.y) / 2 + (2 * bowPx * (to.x - from.x)) / length,
  }
  const start = edgeTowards(a, control)
  const end = edgeTowards(b, control)
  return Array.from({ length: pieces + 1 }, (_, i) => curveAt(start, control, end, i / pieces))
}

function curveAt(start: Point, control: Point, end: Point, t: number): Point {
  const [u, v, w] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2]
  return {
    x: u * start.x + v * control.x + w * end.x,
    y: u * start.y + v * control.y + w * end.y,
  }
}

/** Where the line from a box's middle to a point leaves the box. */
function edgeTowards(box: Box, point: Point): Point {
  const middle = middleOf(box)
  const [dx, dy] = [point.x - middle.x, point.y - middle.y]
  const shareX = dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx)
  const shareY = dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy)
  const share = Math.min(shareX, shareY, 1)
  return { x: middle.x + share * dx, y: middle.y + share * dy }
}

function isInside(points: readonly Point[], { left, right, top, bottom }: Figure): boolean {
  return points.every(
    ({ x, y }) => x >= left + 2 && x <= right - 2 && y >= top + 2 && y <= bottom - 4,
  )
}

function isFree(points: readonly Point[], obstacles: readonly Box[]): boolean {
  for (let i = 0; i <= samples; i++) {
    const here = { ...pointAlong(points, i / samples), width: 0, height: 0 }
    if (obstacles.some((box) => areClose(here, box, clearPx))) return false
  }
  return true
}
