import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { hintsPath } from './loop/hints.ts'
import type { CaseResult, ExerciseResult, Failure, Shown } from './result.ts'
import { stepRows } from './story-steps.ts'
import { wrap, wrapClipped } from './story-wrap.ts'
import { compareRows, printable, sayRow } from './visible-bytes.ts'

/** Rows are at most so wide; only a name that cannot be cut may be wider. */
const columns = 100
const root = join(import.meta.dirname, '../../..')

/**
 * Tells a failed case: what was being shown, the steps so far, the failing one, what was expected and
 * what came, the sentence that says what it means, where to read on, and how to run exactly this again.
 */
export function tellFailure(exercise: ExerciseResult, failed: CaseResult, seed: number): string[] {
  const { failure, saved } = failed
  if (!failure) return []
  return [
    ...headRows(`✗ ${exercise.fact}  `, failed.title, `seed ${seed}`),
    ...stepRows(failed.steps, columns),
    ...differenceRows(failure).map((row) => `         ${row}`),
    ...wrap(printable(failure.sentence), columns - 4).map((row) => `    ${row}`),
    ...outputRows(failed.output),
    ...pointerRows(pointers(exercise, failed, seed)),
    ...(saved ? [`    see it: pnpm start, then #run=${saved.run}&n=${saved.n}`] : []),
  ]
}

/** A long title goes on below itself, and the seed follows it. */
function headRows(mark: string, title: string, seed: string): string[] {
  if (mark.length + title.length + 6 + seed.length <= columns)
    return [`${mark}${title}      ${seed}`]
  const [first, ...rest] = wrap(title, columns - mark.length)
  return [`${mark}${first}`, ...[...rest, seed].map((row) => `    ${row}`)]
}

function pointers(exercise: ExerciseResult, { index }: CaseResult, seed: number): string[] {
  const { lab, exercise: id, notebook } = exercise
  const number = notebook && (/^\d+/.exec(notebook.file)?.[0] ?? notebook.file)
  const hasHints = existsSync(join(root, hintsPath(exercise)))
  return [
    ...(notebook ? [`notebook ${number} › ${notebook.heading}`] : []),
    ...(hasHints ? [`pnpm hint ${id}`] : []),
    `again: pnpm grade ${lab}/${id} --case ${index} --seed ${seed}`,
  ]
}

/** On one row where they fit, else on as few as they need; a command is never cut. */
function pointerRows(parts: readonly string[]): string[] {
  const rows: string[] = []
  for (const part of parts) {
    const last = rows.at(-1)
    if (last !== undefined && last.length + 4 + part.length <= columns) {
      rows[rows.length - 1] = `${last}    ${part}`
    } else rows.push(`    ${part}`)
  }
  return rows
}

const differenceColumns = columns - 19
const mostWordRows = 4

function differenceRows({ expected, got }: Failure): string[] {
  if ('bytesHex' in expected && 'bytesHex' in got) {
    const [first, second, ...marks] = compareRows(bytesOf(expected.bytesHex), bytesOf(got.bytesHex))
    return labelled('expected', [first as string]).concat(
      labelled('got', [second as string, ...marks]),
    )
  }
  return [...labelled('expected', rowsOf(expected)), ...labelled('got', rowsOf(got))]
}

function labelled(label: string, rows: readonly string[]): string[] {
  return rows.map((row, i) => `${(i === 0 ? label : '').padEnd(10)}${row}`)
}

function rowsOf(shown: Shown): string[] {
  return wrapClipped(sayShown(shown), differenceColumns, mostWordRows)
}

/** Bytes as hex and text, or words as they are. */
export function sayShown(shown: Shown): string {
  return 'words' in shown ? printable(shown.words) : sayRow(bytesOf(shown.bytesHex), 16)
}

function bytesOf(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex')
}

const mostOutputRows = 8

function outputRows(output: string | undefined): string[] {
  if (!output) return []
  const rows = output.trimEnd().split('\n')
  const left = rows.length - mostOutputRows
  const shown = rows.slice(-mostOutputRows).map((row) => `      │ ${clip(row, columns - 8)}`)
  const more =
    left > 0 ? ` (its last ${mostOutputRows} lines; ${left} before them are left out)` : ''
  return [`    Your program printed${more}:`, ...shown]
}

function clip(row: string, width: number): string {
  return row.length <= width ? row : `${row.slice(0, width - 1)}…`
}
