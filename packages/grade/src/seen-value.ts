import { inspect } from 'node:util'
import { isNativeError, isUint8Array } from 'node:util/types'
import type { SeenValue } from './learner-protocol.ts'

const mostBytes = 1024 * 1024
const mostCharacters = 300

/** Any value of a learner's as plain data. Bytes are copied, since their owner may go on using them. */
export function seeValue(value: unknown): SeenValue {
  if (isUint8Array(value)) {
    return {
      type: 'bytes',
      bytes: new Uint8Array(value.subarray(0, mostBytes)),
      isBuffer: Buffer.isBuffer(value),
      originalBytes: value.length,
    }
  }
  if (typeof value === 'string') return { type: 'text', text: value.slice(0, mostCharacters) }
  if (isError(value)) {
    const code = (value as NodeJS.ErrnoException).code
    const seen: SeenValue = {
      type: 'error',
      name: String(value.name),
      message: String(value.message).slice(0, mostCharacters),
    }
    return typeof code === 'string' ? { ...seen, code } : seen
  }
  return { type: 'other', text: inspect(value, { depth: 1 }).slice(0, mostCharacters) }
}

/** `name.ts:line` of the first line of an error's stack that lies in a TypeScript file of the learner's. */
export function placeInFile(error: unknown): string | undefined {
  if (!isError(error)) return undefined
  for (const line of String(error.stack).split('\n').slice(1)) {
    const place = /([\w.-]+\.ts):(\d+):\d+\)?$/.exec(line)
    if (place && place[1] !== 'learner-child.ts') return `${place[1]}:${place[2]}`
  }
  return undefined
}

/** Errors that a loader threw come from another thread and are none of the engine's own. */
function isError(value: unknown): value is Error {
  return isNativeError(value) || value instanceof Error
}
