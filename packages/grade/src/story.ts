import type { CaseResult, ExerciseResult, Failure, Shown, Step } from './result.ts'
import { compareRows, sayRow } from './visible-bytes.ts'

const mostSteps = 14
const stepsKeptAtStart = 4

/**
 * Tells a failed case: what was being shown, the steps so far, the failing one, what was expected and
 * what came, the sentence that says what it means, and how to run exactly this again.
 */
export function tellFailure(exercise: ExerciseResult, failed: CaseResult, seed: number): string[] {
  const { failure } = failed
  if (!failure) return []
  return [
    `✗ ${exercise.fact}  ${failed.title}      seed ${seed}`,
    ...stepRows(failed.steps),
    ...differenceRows(failure).map((row) => `         ${row}`),
    ...wrap(failure.sentence, 92).map((row) => `    ${row}`),
    ...outputRows(failed.output),
    `    again: pnpm grade ${exercise.lab}/${exercise.exercise} --seed ${seed}`,
  ]
}

function stepRows(steps: readonly Step[]): string[] {
  const left = steps.length > mostSteps ? steps.length - mostSteps : 0
  const isShown = (i: number) => i < stepsKeptAtStart || i >= stepsKeptAtStart + left
  const shown = steps.filter((_, i) => isShown(i))
  const actionWidth = Math.max(...shown.map((step) => step.action.length))
  const expectationWidth = Math.max(...shown.map((step) => step.expectation.length))
  const rows = steps.flatMap((step, i) => {
    if (!isShown(i)) {
      return i === stepsKeptAtStart ? [`       … ${left} more steps, each as expected`] : []
    }
    const mark = step.outcome === 'failed' ? '✗' : step.expectation && step.outcome
    const columns = [
      String(i + 1).padStart(5),
      step.action.padEnd(actionWidth),
      step.expectation.padEnd(expectationWidth),
      mark,
    ]
    return [columns.join('  ').trimEnd()]
  })
  return rows
}

function differenceRows({ expected, got }: Failure): string[] {
  if ('bytesHex' in expected && 'bytesHex' in got) {
    const rows = compareRows(bytesOf(expected.bytesHex), bytesOf(got.bytesHex))
    return [`expected  ${rows[0]}`, `got       ${rows[1]}`, `          ${rows[2]}`]
  }
  return [`expected  ${sayShown(expected)}`, `got       ${sayShown(got)}`]
}

function sayShown(shown: Shown): string {
  return 'words' in shown ? shown.words : sayRow(bytesOf(shown.bytesHex), 16)
}

function bytesOf(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex')
}

const mostOutputRows = 8

function outputRows(output: string | undefined): string[] {
  if (!output) return []
  const rows = output.trimEnd().split('\n')
  const left = rows.length - mostOutputRows
  const shown = rows.slice(-mostOutputRows).map((row) => `      │ ${row.slice(0, 120)}`)
  const more =
    left > 0 ? ` (its last ${mostOutputRows} lines; ${left} before them are left out)` : ''
  return [`    Your program printed${more}:`, ...shown]
}

/** Breaks a sentence at spaces. */
function wrap(text: string, width: number): string[] {
  const rows: string[] = []
  for (const word of text.split(' ')) {
    const last = rows.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) {
      rows[rows.length - 1] = `${last} ${word}`
    } else rows.push(word)
  }
  return rows
}
