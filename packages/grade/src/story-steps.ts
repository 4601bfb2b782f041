import type { Step } from './result.ts'
import { wrapClipped } from './story-wrap.ts'
import { printable } from './visible-bytes.ts'

const mostSteps = 14
const stepsKeptAtStart = 4
const mostCellRows = 3
/** The number and the spaces between the columns. */
const gaps = 5 + 3 * 2

/**
 * The steps as a table of at most `columns` columns: number, action, expectation, outcome. Of many the
 * first and the last are told; of a long cell its first rows.
 */
export function stepRows(steps: readonly Step[], columns: number): string[] {
  const left = Math.max(0, steps.length - mostSteps)
  const isShown = (i: number) => i < stepsKeptAtStart || i >= stepsKeptAtStart + left
  const widths = cellWidths(
    steps.filter((_, i) => isShown(i)),
    columns,
  )
  return steps.flatMap((step, i) => {
    if (isShown(i)) return tellStep(step, i + 1, widths)
    return i === stepsKeptAtStart ? [`       … ${left} more steps, each as expected`] : []
  })
}

interface Widths {
  action: number
  expectation: number
}

/** The longest cells as they are, or else what the shorter column leaves. */
function cellWidths(steps: readonly Step[], columns: number): Widths {
  const longest = (of: (step: Step) => string) =>
    Math.max(0, ...steps.map((step) => of(step).length))
  const action = longest((step) => step.action)
  const expectation = longest((step) => step.expectation)
  const markWidth = Math.max(...steps.map((step) => markOf(step).length))
  const room = columns - gaps - markWidth
  if (action + expectation <= room) return { action, expectation }
  const half = Math.floor(room / 2)
  if (expectation <= half) return { action: room - expectation, expectation }
  if (action <= half) return { action, expectation: room - action }
  return { action: room - half, expectation: half }
}

/** An action without an expectation has nothing to be as. */
function markOf({ expectation, outcome }: Step): string {
  return outcome === 'failed' ? '✗' : expectation && outcome
}

function tellStep(step: Step, number: number, widths: Widths): string[] {
  const { action, expectation } = step
  const actions = cell(action, widths.action)
  const expectations = cell(expectation, widths.expectation)
  const height = Math.max(actions.length, expectations.length)
  return Array.from({ length: height }, (_, row) => {
    const columns = [
      (row === 0 ? String(number) : '').padStart(5),
      (actions[row] ?? '').padEnd(widths.action),
      (expectations[row] ?? '').padEnd(widths.expectation),
      row === 0 ? markOf(step) : '',
    ]
    return columns.join('  ').trimEnd()
  })
}

/** A cell that fits stays as it is: its double spaces stand between hex and text. */
function cell(text: string, width: number): string[] {
  const safe = printable(text.replaceAll('\n', ' '))
  return safe.length <= width ? [safe] : wrapClipped(safe, width, mostCellRows)
}
