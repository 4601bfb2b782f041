/** The options of a built SYN: which are there, and what is wrong with them. */
import { hexOf, numberAt, turned } from './open-11-fields.ts'
import type { Mistake } from './open-11-mistakes.ts'
import type { SynOptions, SynPlan } from './open-11-plans.ts'

interface Found {
  kind: number
  /** With kind and length. */
  bytes: Uint8Array
}

interface Known {
  field: keyof SynOptions
  name: string
  length: number
}

const known = new Map<number, Known>([
  [2, { field: 'mssBytes', name: 'the MSS option', length: 4 }],
  [3, { field: 'windowScale', name: 'the window scale', length: 3 }],
  [4, { field: 'sackPermitted', name: 'SACK permitted', length: 2 }],
  [8, { field: 'timestampValue', name: 'the timestamps', length: 10 }],
])

/** What is wrong with the options, if anything: in any order, with NOPs wherever. */
export function wrongOptions({ options }: SynPlan, packet: Uint8Array): Mistake | undefined {
  const bytes = packet.subarray(40)
  const found: Found[] = []
  for (let at = 0; at < bytes.length; ) {
    const [kind, length] = [bytes[at] as number, bytes[at + 1]]
    if (kind === 0) {
      if (bytes.subarray(at).some((byte) => byte !== 0)) return behindTheEnd(40 + at)
      break
    }
    if (kind === 1) {
      at++
      continue
    }
    const wrong = wrongLength(kind, length, options)
    if (wrong) return wrong
    const isWhole = length !== undefined && length >= 2 && at + length <= bytes.length
    if (!isWhole) return noOption(kind, length, 40 + at)
    found.push({ kind, bytes: bytes.subarray(at, at + length) })
    at += length
  }
  return firstOf(found.map((one) => wrongOption(one, options))) ?? missingOrTwice(found, options)
}

function firstOf(mistakes: readonly (Mistake | undefined)[]): Mistake | undefined {
  return mistakes.find((mistake) => mistake !== undefined)
}

function behindTheEnd(at: number): Mistake {
  const sentence = `A 0 at byte ${at} ends the list of options, and behind it something else follows than zeros: nobody reads it. Fill up behind the last option, or with NOPs (01).`
  return { sentence, mistake: 'behind-the-end' }
}

function noOption(kind: number, length: number | undefined, at: number): Mistake {
  const says = length === undefined ? 'has no length any more' : `says that it has ${length} bytes`
  const sentence = `At byte ${at} an option of kind ${kind} begins and ${says}: that leads out of the header, or nowhere. A length counts the kind and itself.`
  return { sentence, mistake: 'option-length' }
}

function wrongOption({ kind, bytes }: Found, options: SynOptions): Mistake | undefined {
  const one = known.get(kind)
  if (one === undefined) {
    return { sentence: `An option of kind ${kind} is none of those that were asked for.` }
  }
  const { field, name } = one
  if (options[field] === undefined) {
    const sentence = `${upper(name)} was not asked for, and stands in the SYN: an option that is not given is left out.`
    return { sentence, mistake: 'extra-option' }
  }
  if (field === 'sackPermitted') return undefined
  return wrongValue(one, bytes, options[field] as number)
}

/** Of an option that was asked for. */
function wrongLength(
  kind: number,
  got: number | undefined,
  options: SynOptions,
): Mistake | undefined {
  const one = known.get(kind)
  if (one === undefined || got === undefined || got === one.length) return undefined
  if (options[one.field] === undefined) return undefined
  if (kind === 2 && got === 6) {
    const sentence =
      'The MSS was written as a number of 4 bytes, so that the option has 6. It is a number of 2 bytes, and the 4 in 02 04 counts kind and length too.'
    return { sentence, mistake: 'mss-of-four-bytes' }
  }
  const counted = got === one.length - 2 ? 'the data alone was counted, and ' : ''
  const sentence = `The length of ${one.name} says ${got}: ${counted}it is ${one.length}, as kind and length count too.`
  return { sentence, mistake: 'option-size' }
}

function wrongValue({ field, name }: Known, bytes: Uint8Array, want: number): Mistake | undefined {
  const size = field === 'windowScale' ? 1 : field === 'mssBytes' ? 2 : 4
  const got = numberAt(bytes, 2, size)
  const says = `says ${got} (${hexOf(got, size)}), and ${field} is ${want} (${hexOf(want, size)})`
  if (got !== want && got === turned(want, size)) {
    const sentence = `${upper(name)} ${says}: its bytes stand in reverse. The network is big-endian, in the options too.`
    return { sentence, mistake: 'option-turned' }
  }
  if (got !== want) return { sentence: `${upper(name)} ${says}.`, mistake: 'option-value' }
  if (field !== 'timestampValue' || numberAt(bytes, 6, 4) === 0) return undefined
  const sentence =
    'The echo of the timestamps is not 0. It repeats the last value of the other end, and before the first segment of a connection nothing has come from there (RFC 7323 §3.2).'
  return { sentence, mistake: 'echo' }
}

function missingOrTwice(found: readonly Found[], options: SynOptions): Mistake | undefined {
  for (const [kind, { field, name }] of known) {
    const count = found.filter((one) => one.kind === kind).length
    if (count > 1) return { sentence: `${upper(name)} stands in the SYN ${count} times.` }
    if (count === 1 || options[field] === undefined) continue
    const sentence = `${upper(name)} is missing: ${field} was given${options[field] === 0 ? ', and 0 is a value too' : ''}.`
    return { sentence, mistake: 'missing-option' }
  }
  return undefined
}

function upper(name: string): string {
  return `${name[0]?.toUpperCase()}${name.slice(1)}`
}
