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
 * Two byte strings under each other, hex and text, and a mark under the first difference; at most 80
 * columns. Of long ones the sixteen bytes around the difference are shown, and a row says which.
 */
export function compareRows(expected: Uint8Array, got: Uint8Array): string[] {
  const at = firstDifference(expected, got) ?? 0
  const longest = Math.max(expected.length, got.length)
  const start = longest <= rowBytes ? 0 : Math.max(0, at - 8)
  const cells = [expected, got].map((bytes) => hexCell(bytes, start))
  const width = Math.max(...cells.map((cell) => cell.length))
  const rows = [expected, got].map((bytes, i) => {
    const shown = bytes.subarray(start, start + rowBytes)
    if (shown.length === 0) return cells[i] as string
    return `${(cells[i] as string).padEnd(width)}   "${toVisibleText(shown)}"`
  })
  rows.push(...markRows((start > 0 ? 2 : 0) + (at - start) * 3, sayWhere(expected, got, at)))
  if (longest > rowBytes) rows.push(sayExtent(expected, got, start))
  return rows
}

function hexCell(bytes: Uint8Array, start: number): string {
  if (bytes.length === 0) return 'no bytes'
  const before = start > 0 ? '… ' : ''
  const after = bytes.length > start + rowBytes ? ' …' : ''
  const hex = toHex(bytes.subarray(start, start + rowBytes), ' ')
  return `${before}${hex}${after}`.trimEnd()
}

const mostColumns = 80

/** The mark's words stand where there is room for them: behind it, before it, or under it. */
function markRows(indent: number, words: string): string[] {
  if (indent + 3 + words.length <= mostColumns) return [`${' '.repeat(indent)}^^ ${words}`]
  if (words.length < indent) return [`${words} ^^`.padStart(indent + 2)]
  return [`${' '.repeat(indent)}^^`, words]
}

function sayExtent(expected: Uint8Array, got: Uint8Array, start: number): string {
  const shown = start === 0 ? 'the first 16 are shown' : `shown from byte ${start}`
  const sizes =
    expected.length === got.length
      ? `${got.length} bytes each`
      : `${expected.length} bytes expected, ${got.length} got`
  return `(${sizes}; ${shown})`
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
