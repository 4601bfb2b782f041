export { type BytesRef, formatBytesRef, parseBytesRef, toHex, toVisibleText } from './bytes.ts'
export { ConnectionNames } from './connections.ts'
export {
  type Claim,
  decide,
  factsOf,
  inOrder,
  type Judge,
  judgeAgain,
  sameVerdicts,
  select,
  sumBytes,
} from './fact.ts'
export type {
  CapabilityListing,
  FactListing,
  LabListing,
  RunListing,
  ScenarioListing,
} from './listing.ts'
export { parseRecords, RecordError, whyNotDraft, whyNotRecord } from './parse.ts'
export {
  byTime,
  type Clock,
  type FactRecord,
  isFact,
  type Origin,
  type Place,
  type RecordDraft,
  schemaVersion,
  type TraceRecord,
  type Truth,
  truths,
  type Verdict,
} from './record.ts'
