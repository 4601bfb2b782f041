import { inspect } from 'node:util'
import types from 'node:util/types'
import type { SeenValue } from './learner-protocol.ts'
import { copyBytes, copyPlain, lengthOf } from './plain-copy.ts'

const mostBytes = 1024 * 1024
const mostCharacters = 64 * 1024
const mostWords = 300

// The learner's file may replace any of these later.
const { isNativeError, isProxy, isUint8Array } = types
const { isBuffer } = Buffer
const { apply } = Reflect
const { slice, split } = String.prototype
const { exec } = RegExp.prototype
const text = String

/** Any value of a learner's as plain data. Bytes are copied, since their owner may go on using them. */
export function seeValue(value: unknown): SeenValue {
  if (isUint8Array(value)) {
    const bytes = copyBytes(value, mostBytes)
    return { type: 'bytes', bytes, isBuffer: isBuffer(value), originalBytes: lengthOf(value) }
  }
  if (typeof value === 'string') return { type: 'text', text: cut(value, mostCharacters) }
  if (isError(value)) return seeError(value)
  const copied = copyPlain(value)
  return copied ? { type: 'data', data: copied.data } : { type: 'other', text: describe(value) }
}

function seeError(error: Error): SeenValue {
  try {
    const { code, syscall, path } = error as NodeJS.ErrnoException
    const name = cut(text(error.name), mostWords)
    const seen: SeenValue = { type: 'error', name, message: cut(text(error.message), mostWords) }
    if (typeof code === 'string') seen.code = code
    if (typeof syscall === 'string') seen.syscall = syscall
    if (typeof path === 'string') seen.path = path
    return seen
  } catch {
    // Its own getters throw.
    return { type: 'error', name: 'Error', message: '(its message cannot be read)' }
  }
}

function describe(value: unknown): string {
  try {
    // Without the learner's own inspect methods.
    return cut(inspect(value, { depth: 1, customInspect: false, showProxy: true }), mostWords)
  } catch {
    return `(${typeof value} that cannot be shown)`
  }
}

function cut(value: string, most: number): string {
  return apply(slice, value, [0, most])
}

/** `name.ts:line` of the first line of an error's stack that lies in a TypeScript file of the learner's. */
export function placeInFile(error: unknown): string | undefined {
  if (!isError(error)) return undefined
  try {
    const lines = apply(split, text(error.stack), ['\n']) as unknown as string[]
    for (let i = 1; i < lines.length; i++) {
      const place = apply(exec, /([\w.-]+\.ts):(\d+):\d+\)?$/, [lines[i]])
      if (place && place[1] !== 'learner-child.ts') return `${place[1]}:${place[2]}`
    }
  } catch {
    // A stack that cannot be read names no place.
  }
  return undefined
}

/** Errors that a loader threw come from another thread and are none of the engine's own. */
function isError(value: unknown): value is Error {
  if (isNativeError(value)) return true
  if (typeof value !== 'object' || value === null || isProxy(value)) return false
  try {
    return value instanceof Error
  } catch {
    return false
  }
}
