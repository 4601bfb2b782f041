import type { ComponentChildren } from 'preact'

/*
 * The parts of the record list for a screen reader. A <table> cannot be used: only the rows in view
 * exist, and the list itself keeps the focus (`aria-activedescendant`), because a row that has the
 * focus would take it along when it is scrolled away.
 */

interface RowProps {
  /** Counts from 1, the line of column names included. */
  rowIndex: number
  class: string
  id?: string
  n?: number
  isSelected?: boolean
  children: ComponentChildren
}

export function GridRow({ rowIndex, n, isSelected, children, ...rest }: RowProps) {
  return (
    // biome-ignore lint/a11y: a virtual list's part, see above
    <div role="row" aria-rowindex={rowIndex} aria-selected={isSelected} data-n={n} {...rest}>
      {children}
    </div>
  )
}

interface CellProps {
  class?: string
  at?: string
  tone?: string | undefined
  children: ComponentChildren
}

export function GridCell({ at, tone, children, ...rest }: CellProps) {
  return (
    // biome-ignore lint/a11y: a virtual list's part, see above
    <span role="gridcell" data-at={at} data-tone={tone} {...rest}>
      {children}
    </span>
  )
}

export function ColumnHeads({ names }: { names: readonly string[] }) {
  return (
    <GridRow rowIndex={1} class="record-heads">
      {names.map((name) => (
        // biome-ignore lint/a11y: a virtual list's part, see above
        <span role="columnheader" key={name}>
          {name}
        </span>
      ))}
    </GridRow>
  )
}
