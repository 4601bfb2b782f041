import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Cell, Notebook } from '../../src/notebook/notebook-file.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * A folder for one test's notebooks. It lies inside the package, because a notebook finds workspace
 * packages from where it stands.
 */
export function fixtureFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(here, 'fixture-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A clean notebook of these cells; a string is a code cell. */
export function notebookOf(...cells: (string | Partial<Cell>)[]): Notebook {
  return {
    cells: cells.map((cell, index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      metadata: {},
      source: '',
      ...(typeof cell === 'string' ? { source: cell } : cell),
    })),
    metadata: { kernelspec: { name: 'tslab' } },
    nbformat: 4,
    nbformat_minor: 5,
  }
}

export function writeNotebook(folder: string, ...cells: (string | Partial<Cell>)[]): string {
  const path = join(folder, 'fixture.ipynb')
  writeFileSync(path, JSON.stringify(notebookOf(...cells)))
  return path
}
