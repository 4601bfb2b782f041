import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findNotebooks } from '../notebook/find-notebooks.ts'
import { parseNotebook, sourceOf } from '../notebook/notebook-file.ts'
import { factOfFile, headingsNamingFacts, titlesShowingFacts } from './named-facts.ts'
import type { Sources } from './standing.ts'

const inNumberOrder = new Intl.Collator('en', { numeric: true }).compare

/** Looks for everything below `root` that names a fact: notebooks, exercises, tests. In order of path. */
export function readSources(root: string): Sources {
  const labs = foldersIn(root, 'labs')
  return {
    notebooks: readNotebooks(root),
    exercises: labs.flatMap((lab) => readExercises(root, lab)),
    tests: [...labs, ...foldersIn(root, 'packages')].flatMap((folder) => readTests(root, folder)),
  }
}

function readNotebooks(root: string): Sources['notebooks'] {
  return findNotebooks(root).flatMap(({ lab, name, path }) => {
    const { cells } = parseNotebook(readFileSync(path, 'utf8'), path)
    return cells
      .filter((cell) => cell.cell_type === 'markdown')
      .flatMap((cell) => headingsNamingFacts(sourceOf(cell)))
      .flatMap(({ words, ids }) =>
        ids.map((id) => ({ id, path: `labs/${lab}/notebooks/${name}`, heading: words })),
      )
  })
}

function readExercises(root: string, lab: string): Sources['exercises'] {
  return filesIn(root, `${lab}/exercises`, '.ts').flatMap((file) => {
    const id = factOfFile(file)
    if (id === undefined) return []
    const grading = `${lab}/grade/${file.replace(/\.ts$/, '.grade.ts')}`
    const isGraded = existsSync(join(root, grading))
    return [{ id, path: `${lab}/exercises/${file}`, grading: isGraded ? grading : null }]
  })
}

function readTests(root: string, folder: string): Sources['tests'] {
  return filesIn(root, `${folder}/test`, '.test.ts').flatMap((file) => {
    const path = `${folder}/test/${file}`
    const titles = titlesShowingFacts(readFileSync(join(root, path), 'utf8'))
    return titles.flatMap(({ title, ids }) => ids.map((id) => ({ id, path, title })))
  })
}

/** Paths from the root, with `/`. */
function foldersIn(root: string, place: string): string[] {
  const folder = join(root, place)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${place}/${entry.name}`)
    .sort(inNumberOrder)
}

/** Files at any depth below `place`, as paths from there, with `/`. */
function filesIn(root: string, place: string, ending: string): string[] {
  const folder = join(root, place)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith(ending) && !file.includes('node_modules/'))
    .sort(inNumberOrder)
}
