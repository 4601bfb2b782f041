import { type Cell, isExpectedToThrow, type Notebook, sourceOf } from './notebook-file.ts'

/** The longest code cell, in lines, and the longest text cell, in words. Longer code lives in `src/`. */
const maxCodeLines = 20
const maxTextWords = 120

/** Something about a notebook that a reader should not meet; `cell` counts from 0. */
export interface StyleProblem {
  cell?: number
  problem: string
}

/** What keeps the notebook from being committed: it is clean when the list is empty. Pure. */
export function notebookStyleProblems(notebook: Notebook): StyleProblem[] {
  return [
    ...kernelProblems(notebook),
    ...[...notebook.cells.entries()].flatMap(([index, cell]) =>
      cellProblems(cell).map((problem) => ({ cell: index, problem })),
    ),
    ...idProblems(notebook.cells),
    ...firstCodeCellProblems(notebook.cells),
    ...rowProblems(notebook.cells),
  ]
}

function kernelProblems(notebook: Notebook): StyleProblem[] {
  const name = notebook.metadata?.kernelspec?.name
  if (name === 'tslab') return []
  return [{ problem: `its kernel is ${name ?? 'not named'}; expected tslab` }]
}

function cellProblems(cell: Cell): string[] {
  if (cell.cell_type === 'code') return codeProblems(cell)
  const words = wordCount(sourceOf(cell))
  return words > maxTextWords ? [`${words} words; at most ${maxTextWords}`] : []
}

function codeProblems(cell: Cell): string[] {
  const problems: string[] = []
  const lines = sourceOf(cell).split('\n').length
  if (lines > maxCodeLines) problems.push(`${lines} lines; at most ${maxCodeLines}`)
  if (cell.outputs?.length) problems.push('it was saved with outputs; clear them')
  if (cell.execution_count != null) problems.push('it was saved with an execution count; clear it')
  return problems
}

function idProblems(cells: readonly Cell[]): StyleProblem[] {
  const seen = new Set<string>()
  return [...cells.entries()].flatMap(([index, { id }]) => {
    if (id === undefined) return [{ cell: index, problem: 'it has no id (nbformat 4.5)' }]
    if (seen.has(id))
      return [{ cell: index, problem: `its id "${id}" is taken by an earlier cell` }]
    seen.add(id)
    return []
  })
}

/** A cell that throws takes its own imports with it, so they stand where nothing can throw. */
function firstCodeCellProblems(cells: readonly Cell[]): StyleProblem[] {
  const first = cells.findIndex((cell) => cell.cell_type === 'code')
  return [...cells.entries()].flatMap(([index, cell]) => {
    if (cell.cell_type !== 'code' || isExpectedToThrow(cell)) return []
    const { imports, rest } = splitImports(sourceOf(cell))
    if (index === first && (imports === 0 || rest !== '')) {
      return [{ cell: index, problem: 'the first code cell holds the imports, and nothing else' }]
    }
    if (index !== first && imports > 0) {
      return [{ cell: index, problem: 'an import outside the first code cell' }]
    }
    return []
  })
}

function rowProblems(cells: readonly Cell[]): StyleProblem[] {
  return [...cells.keys()]
    .filter((index) => index >= 2 && [0, 1, 2].every((n) => isCode(cells[index - n])))
    .map((index) => ({ cell: index, problem: 'the third code cell in a row without words' }))
}

function isCode(cell: Cell | undefined): boolean {
  return cell?.cell_type === 'code'
}

/** Runs of letters or digits between blanks; marks alone (`|`, `-`, `⚠`) are no words. */
export function wordCount(text: string): number {
  return text.split(/\s+/).filter((token) => /[\p{L}\p{N}]/u.test(token)).length
}

const importStatement = /^import\s(?:[^'"();]*?\sfrom\s*)?['"][^'"\n]+['"];?[ \t]*$/gm
const comment = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm

/** How many import statements the code has, and what else it has, comments apart. */
export function splitImports(code: string): { imports: number; rest: string } {
  let imports = 0
  const rest = code.replace(comment, '').replace(importStatement, () => {
    imports++
    return ''
  })
  return { imports, rest: rest.trim() }
}
