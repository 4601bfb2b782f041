import { toHex, toVisibleText } from '@socket-labs/trace'
import type { ByteField } from './read-fields.ts'

/** Some neighbouring bytes of one line that belong to the same field, or to none. */
export interface ByteRun {
  field: ByteField | undefined
  /** Offset in the record's bytes, and place in the line. */
  from: number
  column: number
  /** Two digits for each byte. */
  hex: string[]
  text: string
  /** False where the field began in a line before. */
  isStart: boolean
}

export interface ByteLine {
  offset: number
  runs: ByteRun[]
}

/** Bytes as lines of `perLine`, each cut where one field ends and another begins. */
export function byteLines(
  bytes: Uint8Array,
  fields: readonly ByteField[],
  perLine: number,
): ByteLine[] {
  const owner = ownersOf(bytes.length, fields)
  const lines: ByteLine[] = []
  for (let offset = 0; offset < bytes.length; offset += perLine) {
    const runs: ByteRun[] = []
    const end = Math.min(bytes.length, offset + perLine)
    for (let from = offset; from < end; ) {
      const field = owner[from]
      let to = from + 1
      while (to < end && owner[to] === field) to++
      const part = bytes.subarray(from, to)
      runs.push({
        field,
        from,
        column: from - offset,
        hex: toHex(part, ' ').split(' '),
        text: visible(part),
        isStart: field === undefined || field.from === from,
      })
      from = to
    }
    lines.push({ offset, runs })
  }
  return lines
}

function ownersOf(count: number, fields: readonly ByteField[]): (ByteField | undefined)[] {
  const owner = new Array<ByteField | undefined>(count).fill(undefined)
  for (const field of fields) owner.fill(field, field.from, Math.min(field.to, count))
  return owner
}

/** Signs that every font has: a newline is ↵, what cannot be printed is ·. */
function visible(bytes: Uint8Array): string {
  return toVisibleText(bytes).replace(/[\u2400-\u2421]/g, (sign) => (sign === '\u240a' ? '↵' : '·'))
}
