/** What a failure's story sends a learner to read is really there. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Exercise } from '../src/exercise.ts'
import { findExercises } from '../src/find-exercises.ts'

const root = join(import.meta.dirname, '../../..')
const found = [...(await findExercises(root)).values()].flat()

/** The part of a notebook's JSON that holds its words. */
interface Notebook {
  cells: { cell_type: string; source: string | string[] }[]
}

async function headingsOf(notebook: string): Promise<string[]> {
  const { cells }: Notebook = JSON.parse(await readFile(notebook, 'utf8'))
  return cells
    .filter((cell) => cell.cell_type === 'markdown')
    .flatMap(({ source }) => [source].flat().join('').split('\n'))
    .flatMap((line) => /^#{1,6} (.+)$/.exec(line)?.[1] ?? [])
}

test.for(found)(
  'the notebook section that $lab/$exercise names is there, and is about its fact',
  async ({ gradeFile }) => {
    const { default: exercise }: { default: Exercise } = await import(join(root, gradeFile))
    const { notebook, fact, labFolder } = exercise
    expect(notebook, `${gradeFile} names no notebook section`).toBeDefined()
    if (!notebook) return
    const file = join(labFolder, 'notebooks', `${notebook.file}.ipynb`)
    expect(await headingsOf(file)).toContain(notebook.heading)
    expect(notebook.heading).toContain(`(${fact})`)
  },
)
