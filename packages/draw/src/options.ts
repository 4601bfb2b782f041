/** What of a run a ladder shows; the same for every painter. */
export interface LadderContent {
  /** The connection drawn (`c1`, `c2` …), or `all` in one picture. Without it: that of `selectedN`, else the first. */
  conn?: string
  /** Most event rows drawn, default 1 000; what is left out is said in a row of its own. */
  maxRows?: number
  /** A record's number: its row is marked, never folded away, and is among the rows drawn. */
  selectedN?: number
  /** Long stretches of writes and reads become one row. Default true. */
  isFolded?: boolean
}

export interface LadderOptions extends LadderContent {
  /** Width of the picture in px, 360 to 1 400 look best; less than 280 is taken as 280. */
  width: number
}

export type Theme = 'light' | 'dark' | 'auto'

export interface SvgOptions {
  /** `auto` (default) follows the reader's system. */
  theme?: Theme
}

/** How text for a terminal is painted. */
export interface TextOptions {
  /** Width of the terminal in columns, default 80; less than 40 is taken as 40. */
  columns?: number
  /** ANSI colours; default false: nothing but printable characters and newlines. */
  color?: boolean
}

export interface LadderTextOptions extends TextOptions, LadderContent {}
