/** Known ways to misread a header, each recognised by the very value that it gives. */
import type { Failure } from '@socket-labs/grade'
import { flagNames, type Header } from './open-10-headers.ts'
import { type Field, fieldOf } from './open-10-reading.ts'
import { explainBroken } from './open-10-refusals.ts'
import type { Sample } from './open-10-samples.ts'

export interface WrongAnswer {
  sample: Sample
  answer: unknown
  /** The first field that is wrong. */
  field: Field
}

export type Mistake = Pick<Failure, 'sentence' | 'mistake'>

/** A mistake that gives just this value, if there is one. */
export function knownMistake(wrong: WrongAnswer): Mistake | undefined {
  const { sample, answer, field } = wrong
  if ('broken' in sample.means || field === 'broken') return undefined
  const [want, got] = [fieldOf(field, sample.means), fieldOf(field, answer)]
  return explainNumber(field, want, got) ?? explainField(wrong, sample.means, got)
}

/** What is said of an answer that nothing else explains. */
export function explain(wrong: WrongAnswer): Mistake {
  const { sample, answer, field } = wrong
  if ('broken' in sample.means || field === 'broken') return explainBroken(wrong)
  const [want, got] = [fieldOf(field, sample.means), fieldOf(field, answer)]
  const option = field.startsWith('options') ? explainOption(wrong, want, got) : undefined
  return option ?? { sentence: `${field} is not what the header says.` }
}

function explainNumber(field: Field, want: unknown, got: unknown): Mistake | undefined {
  if (typeof want !== 'number') return undefined
  if (got === String(want)) return { sentence: `${field} is right, but a string. It is a number.` }
  if (typeof got !== 'number' || field === 'payloadAt') return undefined
  if (got === (want | 0)) {
    const sentence = `${field} is negative: it was read as a signed number. ${want} and ${got} are the same four bytes, and no number in a TCP header has a sign. In JavaScript << and | give signed numbers too.`
    return { sentence, mistake: 'signed' }
  }
  if (isTurned(want, got)) {
    const sentence = `The bytes of ${field} were read from the last to the first. The network is big-endian: the highest byte comes first.`
    return { sentence, mistake: 'little-endian' }
  }
  return undefined
}

function isTurned(want: number, got: number): boolean {
  const hex = want.toString(16).padStart(want > 0xffff ? 8 : 4, '0')
  const turned = Buffer.from(hex, 'hex').reverse()
  return Number.parseInt(turned.toString('hex'), 16) === got >>> 0
}

/** Fields that every header has. */
function explainField(wrong: WrongAnswer, means: Header, got: unknown): Mistake | undefined {
  switch (wrong.field) {
    case 'sourcePort':
    case 'destinationPort':
      return got === means.destinationPort || got === means.sourcePort ? portsSwapped : undefined
    case 'flags':
      return explainFlags(means.flags, got)
    case 'window':
      return explainWindow(means, got)
    case 'payloadAt':
      return explainPayload(wrong.sample, means, got)
  }
  return undefined
}

const portsSwapped: Mistake = {
  sentence: 'The two ports have changed places: the first is the port of the sender.',
  mistake: 'ports-swapped',
}

function explainFlags(want: readonly string[], got: unknown): Mistake {
  if (!Array.isArray(got)) {
    return { sentence: 'flags is an array of the names of the flags that are set.' }
  }
  const bits = want.map((name) => (flagNames as readonly string[]).indexOf(name))
  const isGot = (bitOf: (bit: number) => number) =>
    got.length > 0 &&
    isSameSet(
      got,
      bits.map((bit) => flagNames[bitOf(bit)]),
    )
  if (isGot((bit) => 7 - bit) || isGot((bit) => 5 - bit)) {
    const sentence = `The flags were counted from the wrong end: FIN is the lowest bit, 0x01, and CWR the highest, 0x80. Here the byte is ${sayByte(bits)}.`
    return { sentence, mistake: 'flags-turned' }
  }
  const six = want.filter((name) => name !== 'ECE' && name !== 'CWR')
  if (six.length < want.length && isSameSet(got, six)) {
    const sentence =
      'ECE and CWR are missing. They are the two highest bits of the flags, younger than the other six (RFC 3168), and a SYN of a Linux that asks for ECN carries both.'
    return { sentence, mistake: 'six-flags' }
  }
  const sentence = `The flags are the bits of byte 13, which is ${sayByte(bits)}.`
  return { sentence, mistake: 'flags' }
}

function isSameSet(got: readonly unknown[], want: readonly unknown[]): boolean {
  return got.length === want.length && want.every((name) => got.includes(name))
}

function sayByte(bits: readonly number[]): string {
  const byte = bits.reduce((sum, bit) => sum + 2 ** bit, 0)
  return `0x${byte.toString(16).padStart(2, '0')}`
}

function explainWindow({ window, options }: Header, got: unknown): Mistake | undefined {
  const { windowScale } = options
  if (windowScale === undefined || got !== window * 2 ** windowScale) return undefined
  const sentence = `The window was multiplied by 2 to the power of ${windowScale}, the window scale of this very header. What a SYN says in its window is never scaled, and in later segments the scale is known to the connection, not to the segment (RFC 7323 §2.2).`
  return { sentence, mistake: 'scaled-window' }
}

function explainPayload(
  { bytes }: Sample,
  { payloadAt }: Header,
  got: unknown,
): Mistake | undefined {
  const offset = payloadAt / 4
  if (got === offset) {
    const sentence = `The data offset counts rows of four bytes, not bytes: ${offset} rows are ${payloadAt} bytes.`
    return { sentence, mistake: 'offset-in-bytes' }
  }
  if (got === bytes[12]) {
    const sentence = `All of byte 12 was taken for the data offset. It is the upper half of it alone, and counts rows of four bytes.`
    return { sentence, mistake: 'offset-whole-byte' }
  }
  if (got === 20) {
    const sentence = `The payload was said to begin at byte 20, and there the options begin. Where they end only the data offset tells: here ${offset} rows of four bytes, ${payloadAt} bytes.`
    return { sentence, mistake: 'payload-at-20' }
  }
  if (got === bytes.length - payloadAt) {
    const sentence = `This is how many bytes of payload there are. payloadAt is where they begin: ${payloadAt}.`
    return { sentence, mistake: 'payload-length' }
  }
  return undefined
}

function explainOption(wrong: WrongAnswer, want: unknown, got: unknown): Mistake | undefined {
  const { sample, answer, field } = wrong
  if (fieldOf('options', answer) === undefined) {
    return { sentence: 'options is an object, an empty one for a header without options.' }
  }
  if (want === undefined) return explainExtra(sample, field, got)
  if (got === undefined) return explainMissing(sample, field)
  if (field === 'options.windowScale' && got === 2 ** Number(want)) {
    const sentence = `The window scale is handed over as it stands, ${want}: how many places the window is shifted. What was handed over is the factor, 2 to the power of ${want}.`
    return { sentence, mistake: 'scale-as-factor' }
  }
  if (field === 'options.sack') return explainSack(want as [number, number][], got)
  const other = field.endsWith('echo') ? 'options.timestamp.value' : 'options.timestamp.echo'
  if (field.startsWith('options.timestamp') && got === fieldOf(other, sample.means)) {
    const sentence =
      "The two numbers of the timestamps have changed places: first the sender's own, then the echo of the other end's."
    return { sentence, mistake: 'timestamps-swapped' }
  }
  return undefined
}

/** An option was found that the header does not have. */
function explainExtra(sample: Sample, field: Field, got: unknown): Mistake {
  const inOptions = { options: sample.payloadSays }
  if (got !== undefined && fieldOf(field, inOptions) !== undefined) {
    const sentence = `It read options out of the payload. The header ends where the data offset says, at byte ${(sample.means as Header).payloadAt}: what comes behind it is the application's, and looks as it likes.`
    return { sentence, mistake: 'past-the-offset' }
  }
  if (got !== undefined && fieldOf(field, { options: sample.paddingSays }) !== undefined) {
    const sentence =
      'It read on behind the end of the list. A 0 where a kind is due says that no option follows: what is left up to the payload is padding, whatever it looks like.'
    return { sentence, mistake: 'past-the-end' }
  }
  if (field === 'options.mssBytes' && (got === 536 || got === 1220)) {
    const sentence = `${got} is what the other end assumes when no MSS option came (RFC 9293 §3.7.1). The header does not say it: an option that is not there is absent here too.`
    return { sentence, mistake: 'assumed-mss' }
  }
  const sentence = `${field} is there, and the header has no such option: what does not stand in it is absent here too.`
  return { sentence, mistake: 'extra-option' }
}

function explainMissing(sample: Sample, field: Field): Mistake {
  const { options } = sample.means as Header
  const sentence = `${field} is missing. The options stand between byte 20 and the payload, and this header has ${sayList(Object.keys(options))}.`
  return { sentence, mistake: 'missing-option' }
}

function sayList(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function explainSack(want: [number, number][], got: unknown): Mistake {
  const edges = want.flat()
  const gotEdges = Array.isArray(got) ? got.flat() : []
  if (gotEdges.length === 2 && want.length > 1 && gotEdges.every((edge, i) => edge === edges[i])) {
    const sentence = `Of ${want.length} blocks the first alone was read. The option's length says how many there are: two bytes, and eight for each block.`
    return { sentence, mistake: 'first-block' }
  }
  const unsigned = (edge: unknown) => (typeof edge === 'number' ? edge >>> 0 : undefined)
  const isSigned = gotEdges.length === edges.length && gotEdges.some((edge) => Number(edge) < 0)
  if (isSigned && gotEdges.every((edge, i) => unsigned(edge) === edges[i])) {
    const sentence = 'The edges of a block are sequence numbers, and none of them is negative.'
    return { sentence, mistake: 'signed' }
  }
  const sentence =
    'sack is an array of blocks, each an array of two numbers: its left edge and its right edge, as they stand in the header.'
  return { sentence, mistake: 'sack' }
}
