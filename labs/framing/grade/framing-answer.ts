/** What a decoder answers, in words that a learner reads. */
import { type Plain, type Settled, sayValue } from '@socket-labs/grade'
import { toHex, toVisibleText } from '@socket-labs/trace'

/** What a call of a decoder's came to: a value, or an error that it threw. */
export type Answer = { value: Plain } | { thrown: Thrown }

export interface Thrown {
  /** What was thrown, in words. */
  words: string
  /** The error's code; undefined where it has none. */
  code: string | undefined
}

/** Undefined where it is no answer: a promise, or something that is no data. */
export function answerOf(settled: Settled | undefined): Answer | undefined {
  if (settled?.outcome === 'threw') {
    const { value } = settled
    const code = value.type === 'error' ? value.code : undefined
    return { thrown: { words: sayValue(value), code } }
  }
  if (settled?.outcome !== 'returned') return undefined
  const { value } = settled
  if (value.type === 'data') return { value: value.data }
  if (value.type === 'text') return { value: value.text }
  return value.type === 'bytes' ? { value: value.bytes } : undefined
}

/** The frames, records or lines that were handed over; none where the answer is something else. */
export function itemsOf(answer: Answer): readonly Plain[] {
  return 'value' in answer && Array.isArray(answer.value) ? answer.value : []
}

const mostItems = 4
const mostBytes = 12

/** `nothing yet`, `one frame "hello"`, `2 frames "a" "b"`. `item` is what one of them is called. */
export function sayItems(items: readonly Plain[], item: string): string {
  if (items.length === 0) return 'nothing yet'
  const shown = items.slice(0, mostItems).map(sayItem).join(' ')
  const more = items.length > mostItems ? ' …' : ''
  const count = items.length === 1 ? `one ${item}` : `${items.length} ${item}s`
  return `${count} ${shown}${more}`
}

/** Text in quotes; bytes that are no ASCII in hex. */
export function sayItem(value: Plain): string {
  if (!(value instanceof Uint8Array)) return sayValue({ type: 'data', data: value })
  const shown = value.subarray(0, mostBytes)
  const more = value.length > mostBytes ? `… (${value.length} bytes)` : ''
  const isText = shown.every((byte) => byte < 0x80)
  return isText ? `"${toVisibleText(shown)}"${more}` : `${toHex(shown, ' ')}${more}`
}

/** What `end` answers where it counts the bytes that are left: `3 bytes left`. */
export function sayBytesLeft(value: Plain): string {
  return typeof value === 'number' ? `${count(value, 'byte')} left` : sayItem(value)
}

/** `1 byte`, `3 frames`. */
export function count(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? '' : 's'}`
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']

/** `first` for 0. */
export function ordinal(index: number): string {
  return ordinals[index] ?? `${index + 1}th`
}

export function hex(bytes: Uint8Array): string {
  return toHex(bytes)
}
