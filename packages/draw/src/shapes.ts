import type { Origin } from '@socket-labs/trace'

/**
 * What a thing means. A painter turns a role into a colour and a second sign (dash, mark, letter),
 * because colour alone is never enough.
 */
export type Role =
  | 'client'
  | 'server'
  | 'other'
  | 'lost'
  | 'retransmission'
  | 'ack'
  | 'held'
  | 'not-held'
  | 'faint'
  | 'ink'

interface Drawn {
  role: Role
  /** How we know: observed solid, polled ticked, derived in italics, simulated dashed. */
  origin: Origin
  /** Numbers of the records behind the shape; a click selects the first. */
  n?: readonly number[]
  /** One sentence for a pointer and for a screen reader. */
  title?: string
}

/** How much a line says beside its neighbours: pale is what might be, heavy is the way that was taken. */
export type Weight = 'pale' | 'heavy'

export interface Point {
  x: number
  y: number
}

/**
 * A line, straight or `via` more points; `arrow` at its second end, `cross` where what it carried died.
 * `dash` sets it apart whatever its origin.
 */
export interface LineShape extends Drawn {
  kind: 'line'
  x1: number
  y1: number
  x2: number
  y2: number
  via?: readonly Point[]
  weight?: Weight
  dash?: 'dashed' | 'dotted'
  arrow?: boolean
  cross?: boolean
}

/**
 * One line of text; `y` is its baseline. On a filled box it has the ground's colour. `turnDegrees` turns it
 * around `x`, `y`, clockwise.
 */
export interface TextShape extends Drawn {
  kind: 'text'
  x: number
  y: number
  text: string
  anchor: 'start' | 'middle' | 'end'
  mono?: boolean
  strong?: boolean
  isOnFill?: boolean
  turnDegrees?: number
}

/**
 * A box: a piece of a state band, a fold in time, or some bytes. `state` names the TCP state it stands
 * for; `tint` is a number by which neighbours are told apart, in colour and by hatching; an outline is empty.
 */
export interface RectShape extends Drawn {
  kind: 'rect'
  x: number
  y: number
  width: number
  height: number
  state?: string
  tint?: number
  isOutline?: boolean
  weight?: Weight
}

export type Shape = LineShape | TextShape | RectShape

/** A picture: shapes in a box of `width` × `height` px, sorted by their top edge so that a window can be cut. */
export interface Scene {
  width: number
  height: number
  shapes: Shape[]
  /** What the picture shows, in a sentence. */
  label: string
}
