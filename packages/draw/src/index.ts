export { connectionsOf } from './conversation.ts'
export { describe } from './describe.ts'
export { type ByteLine, type ByteRun, byteLines } from './fields/byte-lines.ts'
export { type FieldsOptions, layoutFields } from './fields/fields.ts'
export { type FieldsTextOptions, fieldsToTerminal } from './fields/fields-terminal.ts'
export { type ByteField, fieldPlace, hasFields, readFields } from './fields/read-fields.ts'
export { hatchPath } from './hatch.ts'
export { layoutLadder } from './ladder.ts'
export { isLifeline, isStrip, layerOf } from './layers.ts'
export { headPath, linePath, pointsOf } from './line-path.ts'
export type {
  LadderContent,
  LadderOptions,
  LadderTextOptions,
  SvgOptions,
  TextOptions,
  Theme,
} from './options.ts'
export {
  background,
  palette,
  statePalette,
  type ThemedColour,
  type Tint,
  tintCount,
  tintOf,
} from './palette.ts'
export { safeText } from './safe-text.ts'
export type { LineShape, Point, RectShape, Role, Scene, Shape, TextShape } from './shapes.ts'
export { shapesWithin } from './shapes-within.ts'
export {
  type InstrumentCell,
  instrumentWords,
  readInstruments,
} from './states/instrument-readings.ts'
export { instrumentsToTerminal } from './states/instrument-table.ts'
export { connectionsWithStates, isStateRecord } from './states/state-records.ts'
export { layoutStates, type StatesOptions } from './states/states.ts'
export { statesStory, type ToldStep } from './states/states-story.ts'
export {
  distinctStates,
  type StatesTextOptions,
  statesToTerminal,
} from './states/states-terminal.ts'
export { ByteStreams } from './strip/byte-streams.ts'
export { layoutStreams, layoutStrip, type StripOptions } from './strip/strip.ts'
export { type StripTextOptions, stripToTerminal } from './strip/strip-terminal.ts'
export { toSvg } from './svg.ts'
export { toTable } from './table.ts'
export { ladderToTerminal } from './terminal.ts'
export { fontSizePx } from './text-width.ts'
export { toVerdicts } from './verdicts.ts'
