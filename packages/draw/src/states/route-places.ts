import type { Point } from '../shapes.ts'
import { type Figure, middleOf } from './states-geometry.ts'

/** How one arrow of the figure runs, where its step's number stands, and where its words. */
export interface Route {
  points: Point[]
  badge: Point
  /** Each line of its label: where, and which way the words run from there. */
  lines: { x: number; y: number; anchor: 'start' | 'middle' | 'end' }[]
}

export type Anchor = Route['lines'][number]['anchor']

/** Distance of the two lines that stand beside each other between the middle boxes. */
const apartPx = 16
const lineHeightPx = 14

export type NamedRoute = [string, Route]

/** Edges and middles of the boxes, as short names for the routes. */
export function placesOf({ boxes, columns }: Figure) {
  const { left, middle, right } = columns
  const y = (seat: keyof Figure['boxes']) => middleOf(boxes[seat]).y
  const top = (seat: keyof Figure['boxes']) => boxes[seat].y
  const bottom = (seat: keyof Figure['boxes']) => boxes[seat].y + boxes[seat].height
  const half = boxes.CLOSED.width / 2
  return {
    left,
    middle,
    right,
    y,
    top,
    bottom,
    /** Inner edges of the outer columns, and both edges of the middle one. */
    leftIn: left + half,
    rightIn: right - half,
    middleLeft: middle - half,
    middleRight: middle + half,
    /** The two lines that come from, or lead to, a middle box. */
    down: middle - apartPx,
    up: middle + apartPx,
  }
}

export type Places = ReturnType<typeof placesOf>

export function route(key: string, points: Point[], rest: Omit<Route, 'points'>): NamedRoute {
  return [key, { points, ...rest }]
}

export function at(x: number, y: number): Point {
  return { x, y }
}

/** Lines of words under each other. */
export function column(x: number, y: number, anchor: Anchor, count = 2): Route['lines'] {
  return Array.from({ length: count }, (_, i) => ({ x, y: y + i * lineHeightPx, anchor }))
}
