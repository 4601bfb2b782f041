/** A notebook as it is saved: the parts of nbformat 4.5 that are used here. */
export interface Notebook {
  cells: Cell[]
  metadata: { kernelspec?: { name?: string }; [field: string]: unknown }
  nbformat: number
  nbformat_minor: number
}

export interface Cell {
  id?: string
  cell_type: 'code' | 'markdown' | 'raw'
  /** nbformat allows one string, or a list of lines that keep their newlines. */
  source: string | string[]
  metadata?: { tags?: string[]; [field: string]: unknown }
  outputs?: SavedOutput[]
  execution_count?: number | null
}

/** One output as nbformat saves it. */
export type SavedOutput =
  | { output_type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | { output_type: 'display_data'; data: Record<string, unknown>; metadata: object }
  | { output_type: 'error'; ename: string; evalue: string; traceback: string[] }

/** A file that is no notebook of version 4. */
export class NotebookError extends Error {
  readonly code = 'ERR_NOTEBOOK'
  constructor(path: string, why: string) {
    super(`${path} is not a notebook: ${why}`)
    this.name = 'NotebookError'
  }
}

/** Reads a notebook's text; `path` is for the message of the {@link NotebookError}. */
export function parseNotebook(text: string, path: string): Notebook {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new NotebookError(path, `not JSON (${(error as Error).message})`)
  }
  const notebook = value as Partial<Notebook> | null
  if (notebook?.nbformat !== 4) {
    throw new NotebookError(path, `expected nbformat 4, got ${notebook?.nbformat}`)
  }
  if (!Array.isArray(notebook.cells)) throw new NotebookError(path, 'it has no list of cells')
  return notebook as Notebook
}

export function sourceOf(cell: Cell): string {
  return typeof cell.source === 'string' ? cell.source : cell.source.join('')
}

/** True for a cell whose author says that it throws: Jupyter's own tag for it. */
export function isExpectedToThrow(cell: Cell): boolean {
  return cell.metadata?.tags?.includes('raises-exception') ?? false
}
