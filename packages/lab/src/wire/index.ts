export type { Program, ProgramEnd, ProgramOptions } from './program.ts'
export { otherSide, type Side, sides } from './sides.ts'
export { Wire, type WireContext, type WireOptions, type WireRule } from './wire.ts'
export { WireEnd } from './wire-end.ts'
