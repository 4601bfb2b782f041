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
export { background, palette, type ThemedColour } from './palette.ts'
export type { LineShape, RectShape, Role, Scene, Shape, TextShape } from './shapes.ts'
export { toSvg } from './svg.ts'
export { toTable } from './table.ts'
export { ladderToTerminal } from './terminal.ts'
export { toVerdicts } from './verdicts.ts'
