import { toHex, toVisibleText } from '@socket-labs/trace'

const rowBytes = 16

/** Where two byte strings first differ; undefined when they are the same. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return i
  return a.length === b.length ? undefined : shorter
}

/** `68 65 6c  "hel"`, and only the first few of many. */
export function sayRow(bytes: Uint8Array, most = 12): string {
  if (bytes.length === 0) return 'no bytes'
  const shown = bytes.subarray(0, most)
  const more = bytes.length > most ? ' …' : ''
  return `${toHex(shown, ' ')}${more}  "${toVisibleText(shown)}"${more && `… ${bytes.length} bytes`}`
}

/**
 * Two byte strings under each other, hex and text, and a mark under the first difference.
 * Of long ones the sixteen bytes around the difference are shown.
 */
export function compareRows(expected: Uint8Array, got: Uint8Array): [string, string, string] {
  const at = firstDifference(expected, got) ?? 0
  const start = Math.max(expected.length, got.length) <= rowBytes ? 0 : Math.max(0, at - 8)
  const cells = [expected, got].map((bytes) => hexCell(bytes, start))
  const width = Math.max(...cells.map((cell) => cell.length))
  const [expectedRow, gotRow] = [expected, got].map((bytes, i) => {
    if (bytes.length === 0) return 'no bytes'
    const text = toVisibleText(bytes.subarray(start, start + rowBytes))
    return `${(cells[i] as string).padEnd(width)}   "${text}"${sayExtent(bytes, start)}`
  })
  const indent = (start > 0 ? 2 : 0) + (at - start) * 3
  return [
    expectedRow as string,
    gotRow as string,
    `${' '.repeat(indent)}^^ ${sayWhere(expected, got, at)}`,
  ]
}

function hexCell(bytes: Uint8Array, start: number): string {
  const before = start > 0 ? '… ' : ''
  const after = bytes.length > start + rowBytes ? ' …' : ''
  return `${before}${toHex(bytes.subarray(start, start + rowBytes), ' ')}${after}`
}

function sayExtent(bytes: Uint8Array, start: number): string {
  const isWhole = start === 0 && bytes.length <= rowBytes
  if (isWhole) return ''
  return start === 0
    ? `   ${bytes.length} bytes`
    : `   ${bytes.length} bytes, shown from byte ${start}`
}

function sayWhere(expected: Uint8Array, got: Uint8Array, at: number): string {
  const first = `first difference at byte ${at}`
  if (at === got.length) return `${first}: ${got.length} of ${expected.length} bytes`
  return at === expected.length ? `${first}: ${got.length - at} too many` : first
}

/**
 * Text that came from a learner's program: control characters made visible (so no terminal code works),
 * and none that turns the direction of the line around it.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    const code = character.charCodeAt(0)
    if (character === '\n') return character
    if (code > 0x7f) return '·'
    return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code)
  })
}
