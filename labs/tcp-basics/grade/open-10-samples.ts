/** Bytes that are handed to `parseHeader`, and what is known of them. */
import {
  bytesOf,
  endOfList,
  type Header,
  type HeaderPlan,
  meaningOf,
  nop,
  type Option,
  type Options,
} from './open-10-headers.ts'
import type { RealSegment } from './open-10-real-segments.ts'

export interface Broken {
  broken: 'short' | 'offset' | 'cut' | 'option-length' | 'option-end' | 'option-size'
}

export interface Sample {
  /** A few words for the story. */
  what: string
  bytes: Uint8Array
  means: Header | Broken
  /** What the payload says when somebody takes it for options. */
  payloadSays?: Options
  /** What the padding behind the end of the list says when somebody reads on. */
  paddingSays?: Options
  /** Where they are read rightly and this one is not, what they lack is what was misunderstood. */
  simpler?: readonly Simpler[]
  /** What is broken in it, as the end of a sentence. */
  flaw?: string
}

/** The same header without something, and the mistake that this proves. */
export interface Simpler {
  bytes: Uint8Array
  means: Header
  sentence: string
  mistake: string
  /** It proves something only when the whole was refused: without options a header is read otherwise. */
  isForRefused?: boolean
}

type Extras = Pick<Sample, 'payloadSays' | 'paddingSays'>

/** A header that is right. */
export function right(what: string, plan: HeaderPlan, extras: Extras = {}): Sample {
  const bytes = bytesOf(plan)
  return { what, bytes, means: meaningOf(plan), simpler: simplerThan(plan), ...extras }
}

export function real({ what, hex, means }: RealSegment): Sample {
  const optionBytes = Buffer.from(hex, 'hex').subarray(20, means.payloadAt)
  const { options, payloadAt: _, ...fields } = means
  const known: Option = { bytes: [...optionBytes], means: options }
  const plan: HeaderPlan = { ...fields, options: [known], reserved: 0, payload: [] }
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
  // Its options fill whole rows, NOPs included: without them others would be needed.
  const simpler = withoutRealNops(plan, optionBytes)
  return { what, bytes, means, ...(simpler && { simpler: [simpler] }) }
}

/** The real segments have their NOPs in front, or before the last option of a SYN. */
function withoutRealNops(plan: HeaderPlan, optionBytes: Uint8Array): Simpler | undefined {
  const hex = Buffer.from(optionBytes).toString('hex')
  const bare = hex.replace(/01(?=0303)|0101(?=080a|050a)/g, '')
  if (bare === hex) return undefined
  const { means } = plan.options[0] as Option
  const options = [{ bytes: [...Buffer.from(bare, 'hex')], means }]
  return simplerBy({ ...plan, options }, nopIsOneByte)
}

const nopIsOneByte = {
  sentence:
    'The same options are read rightly without the NOPs between them. A NOP (1) is a single byte and has no length: what stands behind it is the next option.',
  mistake: 'nop-length',
}

const unknownIsSkipped = {
  sentence:
    'The same header is read rightly without the option of another kind. Who does not know an option skips as many bytes as its length says, counted from its kind, and goes on: so new options can be invented.',
  mistake: 'unknown-option',
}

const reservedMeansNothing = {
  sentence:
    'The same header is read rightly when the four bits beside the data offset are 0. They are reserved: the data offset is the upper half of byte 12 alone, so byte >> 4.',
  mistake: 'reserved-bits',
}

const headerEnds = {
  sentence:
    "The same header is read rightly when no payload comes behind it. It read options out of the payload: the header ends where the data offset says, and what comes behind it is the application's, and looks as it likes.",
  mistake: 'past-the-offset',
}

function simplerThan(plan: HeaderPlan): Simpler[] {
  const { options } = plan
  const isKnown = ({ bytes, means }: Option) => bytes.length === 1 || Object.keys(means).length > 0
  const found: Simpler[] = []
  if ([...plan.payload].length > 0) found.push(simplerBy({ ...plan, payload: [] }, headerEnds))
  const others = options.filter((option) => option !== nop)
  if (others.length < options.length) {
    const without = simplerBy({ ...plan, options: others }, nopIsOneByte)
    found.push({ ...without, isForRefused: others.length === 0 })
  }
  if (!options.every(isKnown)) {
    found.push(simplerBy({ ...plan, options: options.filter(isKnown) }, unknownIsSkipped))
  }
  if (plan.reserved > 0) found.push(simplerBy({ ...plan, reserved: 0 }, reservedMeansNothing))
  return found
}

function simplerBy(plan: HeaderPlan, words: Pick<Simpler, 'sentence' | 'mistake'>): Simpler {
  return { bytes: bytesOf(plan), means: meaningOf(plan), ...words }
}

/** Bytes that are no header. `flaw` ends a sentence that says what is wrong with them. */
export function broken(
  code: Broken['broken'],
  flaw: string,
  bytes: Uint8Array,
  extras: Extras = {},
): Sample {
  return { what: flaw, flaw, bytes, means: { broken: code }, ...extras }
}

/** A header whose options are these bytes, right or not; they fill whole rows. */
export function withOptions(plan: HeaderPlan, ...optionBytes: number[]): Uint8Array {
  return bytesOf({ ...plan, options: [{ bytes: optionBytes, means: {} }] })
}

/** The same header with another data offset, which no longer says how long it is. */
export function withOffset(bytes: Uint8Array, offset: number): Uint8Array {
  const changed = bytes.slice()
  changed[12] = (offset << 4) | ((bytes[12] as number) & 0x0f)
  return changed
}

/** Ends the list in front of options that are then padding. */
export function ended(options: readonly Option[], padding: readonly Option[]) {
  const paddingSays: Options = Object.assign({}, ...padding.map(({ means }) => means))
  return { options: [...options, endOfList, ...padding], paddingSays }
}

/** `8f540050 f8eaa5e8 …`: by rows of the header, so that they are easily found. */
export function sayRows(bytes: Uint8Array, mostRows = 12): string {
  const rows: string[] = []
  for (let at = 0; at < Math.min(bytes.length, 4 * mostRows); at += 4) {
    rows.push(Buffer.from(bytes.subarray(at, at + 4)).toString('hex'))
  }
  if (bytes.length > 4 * mostRows) rows.push('…')
  return rows.length === 0 ? 'no bytes' : rows.join(' ')
}
