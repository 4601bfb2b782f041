export { driveVirtually } from './drive-virtually.ts'
export type { PacketForm } from './lane.ts'
export {
  type Fate,
  Link,
  type LinkChanged,
  type LinkEffect,
  type LinkView,
  type PacketSent,
} from './link.ts'
export type { BurstLoss, LinkOptions } from './link-options.ts'
export { Path, type PathOptions } from './path.ts'
export type {
  DeliverPacket,
  DirectionView,
  PathEffect,
  PathEvent,
  PathView,
  RuleView,
  TellFate,
  TellHeld,
} from './path-events.ts'
export type { ProtocolObject, TimeReached } from './protocol-object.ts'
export { type Parsed, parseDelay, parseRate, parseRatio, parseSize } from './quantities.ts'
export { type CompiledRule, compileRule } from './rules/compile-rule.ts'
export { type ParsedRule, parseRule } from './rules/parse-rule.ts'
export type { Damage, HoldEnd, Order, PacketKind, Rule, Side, Which } from './rules/rule.ts'
export { type RandomSource, seededRandom } from './seeded-random.ts'
export { type RunLimits, VirtualClock } from './virtual-clock.ts'
