import type { Ended } from '../../src/index.ts'
import { type Form, forms, type Told } from './forms.ts'
import { decodeNaively, type NaiveAnswer } from './naive-decoder.ts'
import type { Case } from './random-case.ts'
import { subjectOf } from './subject.ts'

/**
 * Decodes a stream in all forms and naively, and compares all that can be seen after each chunk and at the
 * end. Answers in words where they differ; undefined when they agree.
 */
export function disagreement({ spec, chunks }: Case): string | undefined {
  const subject = subjectOf(spec)
  const running = Object.entries(forms).map(([name, make]) => ({ name, form: make(subject) }))
  const stream: number[] = []
  for (const chunk of chunks) {
    stream.push(...chunk)
    const answer = decodeNaively(subject.naive, stream, subject.options, false)
    for (const { name, form } of running) {
      form.push(chunk)
      const difference = differenceOf(form, answer, stream.length)
      if (difference) return `${name}, after ${stream.length} bytes: ${difference}`
    }
  }
  const last = decodeNaively(subject.naive, stream, subject.options, true)
  for (const { name, form } of running) {
    const end = form.finish()
    const difference = differenceOf(form, last, stream.length) ?? endDifferenceOf(end, last)
    if (difference) return `${name}, at the end: ${difference}`
    const changed = form.told.findIndex((told, i) => !isSame(told, last.told[i]))
    if (changed >= 0) return `${name}: what was told as number ${changed} has changed since`
  }
  return undefined
}

const seenOf = new WeakMap<Form, number>()

function differenceOf(form: Form, answer: NaiveAnswer, fedBytes: number): string | undefined {
  const { decoder, told } = form
  for (let i = seenOf.get(form) ?? 0; i < Math.max(told.length, answer.told.length); i++) {
    if (!isSame(told[i], answer.told[i])) {
      return `number ${i} is ${textOf(told[i])}, expected ${naiveTextOf(answer.told[i])}`
    }
    const wrongPlace = placeDifferenceOf(told[i] as Told, answer.told[i])
    if (wrongPlace) return `number ${i}: ${wrongPlace}`
  }
  seenOf.set(form, told.length)
  for (const count of ['framedBytes', 'skippedBytes', 'pendingBytes', 'hasStopped'] as const) {
    if (decoder[count] !== answer[count]) {
      return `${count} is ${decoder[count]}, expected ${answer[count]}`
    }
  }
  const sum = decoder.framedBytes + decoder.skippedBytes + decoder.pendingBytes
  return sum === fedBytes ? undefined : `${fedBytes} bytes were fed, and ${sum} are accounted for`
}

function isSame(
  told: Told | undefined,
  expected: NaiveAnswer['told'][number] | undefined,
): boolean {
  if (told?.kind === 'frame') {
    const payload = expected?.kind === 'frame' ? expected.payload : undefined
    const isLength = payload?.length === told.payload.length
    return isLength && payload.every((value, i) => value === told.payload[i])
  }
  return textOf(told) === naiveTextOf(expected)
}

function textOf(told: Told | undefined): string {
  if (!told) return 'nothing'
  if (told.kind === 'frame') return `frame ${Buffer.from(told.payload).toString('hex')}`
  return `${told.code} at ${told.atByte}, ${told.skippedBytes} skipped`
}

function naiveTextOf(told: NaiveAnswer['told'][number] | undefined): string {
  if (told?.kind !== 'frame') return textOf(told && { ...told, message: '' })
  return textOf({ kind: 'frame', payload: Uint8Array.from(told.payload) })
}

function placeDifferenceOf(told: Told, expected: NaiveAnswer['told'][number] | undefined) {
  if (told.kind !== 'frame' || expected?.kind !== 'frame' || told.fromByte === undefined) return
  if (told.fromByte === expected.fromByte && told.toByte === expected.toByte) return
  return `[${told.fromByte}, ${told.toByte}), expected [${expected.fromByte}, ${expected.toByte})`
}

function endDifferenceOf({ end, pendingBytes, missing }: Ended, answer: NaiveAnswer) {
  const expected = answer.pendingBytes === 0 ? 'clean' : 'truncated'
  if (pendingBytes !== answer.pendingBytes) return `${pendingBytes} pending`
  if (end !== expected) return `the end is ${end}`
  return (missing !== undefined) === (end === 'truncated') ? undefined : `missing is ${missing}`
}
