import type { NotebookResult } from './headless.ts'
import type { Notebook, SavedOutput } from './notebook-file.ts'

/** The notebook with what its run wrote, as Jupyter would save it. Pure: the original stays clean. */
export function executedNotebook(result: NotebookResult): Notebook {
  const byIndex = new Map(result.cells.map((cell, nth) => [cell.index, { cell, count: nth + 1 }]))
  const cells = result.notebook.cells.map((original, index) => {
    const run = byIndex.get(index)
    if (!run) return original
    const { ok, error, outputs } = run.cell
    return {
      ...original,
      execution_count: run.count,
      outputs: ok ? [...outputs] : [...outputs, errorOutput(error ?? '')],
    }
  })
  return { ...result.notebook, cells }
}

function errorOutput(error: string): SavedOutput {
  const traceback = error.split('\n')
  return { output_type: 'error', ename: 'Error', evalue: traceback[0] ?? '', traceback }
}
