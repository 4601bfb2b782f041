export { connectionsOf } from './conversation.ts'
export { describe } from './describe.ts'
export { layoutLadder } from './ladder.ts'
export type {
  LadderContent,
  LadderOptions,
  LadderTextOptions,
  SvgOptions,
  TextOptions,
  Theme,
} from './options.ts'
export { background, palette, statePalette, type ThemedColour } from './palette.ts'
export { safeText } from './safe-text.ts'
export type { LineShape, RectShape, Role, Scene, Shape, TextShape } from './shapes.ts'
export { shapesWithin } from './shapes-within.ts'
export { toSvg } from './svg.ts'
export { toTable } from './table.ts'
export { ladderToTerminal } from './terminal.ts'
export { fontSizePx } from './text-width.ts'
export { toVerdicts } from './verdicts.ts'
