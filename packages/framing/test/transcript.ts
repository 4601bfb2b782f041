import type { Ended } from '../src/index.ts'
import { forms, type Told } from './naive/forms.ts'
import { type Spec, subjectOf } from './naive/subject.ts'

/** What is told of a stream, a line for each: `frame 6869`, `broken frame-too-long 7`, `end clean 0`. */
export function transcript(spec: Spec, chunks: readonly Uint8Array[], form = 'views'): string[] {
  const make = forms[form] as (typeof forms)[string]
  const running = make(subjectOf(spec))
  for (const chunk of chunks) running.push([...chunk])
  const end = running.finish()
  return [...running.told.map(lineOf), endLineOf(end)]
}

function lineOf(told: Told): string {
  if (told.kind === 'broken') return `broken ${told.code} ${told.skippedBytes}`
  return `frame ${Buffer.from(told.payload).toString('hex')}`.trimEnd()
}

function endLineOf({ end, pendingBytes, missing }: Ended): string {
  return missing ? `end ${end} ${pendingBytes}: ${missing}` : `end ${end} ${pendingBytes}`
}

/** A stream whole, a byte at a time, and cut in two at every byte. */
export function everyCut(stream: Uint8Array): Uint8Array[][] {
  const bytes = Array.from(stream, (value) => Uint8Array.of(value))
  const cuts = bytes.map((_, at) => [stream.subarray(0, at), stream.subarray(at)])
  return [[stream], bytes, ...cuts]
}

export const formNames = Object.keys(forms)

/** Bytes of text, in which `\xff` stands for one byte. */
export function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

export function unhex(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits.replaceAll(' ', ''), 'hex'))
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
