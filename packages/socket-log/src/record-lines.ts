import { RunBrokenError } from './run-errors.ts'

/** Some whole lines of a run, without their newlines, and how many bytes of UTF-8 each has. */
export interface RecordLines {
  /** Number of the first line's record. */
  first: number
  lines: string[]
  sizesBytes: number[]
}

/** The longest line that is read, 1 MiB with its newline. */
export const maxLineBytes = 1 << 20

const newline = 0x0a

/** How many bytes of `block` are whole lines. */
export function wholeLinesBytes(block: Buffer): number {
  return block.lastIndexOf(newline) + 1
}

/** Where the line after `count` further lines begins, counted from `offset`; -1 when there are fewer. */
export function skipLines(block: Buffer, offset: number, count: number): number {
  let position = offset
  for (let skipped = 0; skipped < count; skipped++) {
    const end = block.indexOf(newline, position)
    if (end === -1) return -1
    position = end + 1
  }
  return position
}

/**
 * Cuts a block of whole lines and makes sure that line k is record k of this run.
 * A line that begins as our writer's do is taken as it stands; any other is parsed,
 * so that reading a long run does not cost a parse a record.
 * {@link RunBrokenError} names the first line that is no record.
 */
export function cutLines(run: string, first: number, block: Buffer): RecordLines {
  const text = block.toString('utf8')
  const lines = text.split('\n')
  lines.pop()
  const isAscii = text.length === block.length
  const sizesBytes = lines.map((line) => (isAscii ? line.length : Buffer.byteLength(line)))
  const start = `{"run":${JSON.stringify(run)},"n":`
  for (const [index, line] of lines.entries()) {
    const n = first + index
    if (!line.startsWith(`${start}${n},`) || !line.endsWith('}')) checkLine(run, n, line)
  }
  return { first, lines, sizesBytes }
}

function checkLine(run: string, n: number, line: string): void {
  const record = parseLine(line)
  if (!record || !line.endsWith('}')) throw new RunBrokenError(run, n, 'it is not a JSON object')
  if (record.run !== run) throw new RunBrokenError(run, n, 'it belongs to another run')
  if (record.n !== n) throw new RunBrokenError(run, n, `expected number ${n}, got ${record.n}`)
}

/** The line as an object, or undefined: for the few lines whose content matters to a reader. */
export function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** True for a run's closing record. Only a line that looks like one is parsed. */
export function isClosingLine(line: string): boolean {
  return line.includes('"run.ended"') && parseLine(line)?.kind === 'run.ended'
}
