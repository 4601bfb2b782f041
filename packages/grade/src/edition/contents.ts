import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findExercises } from '../find-exercises.ts'
import { exercisePath } from '../loop/progress.ts'
import { shippedExercises, shippedFile, shippedText } from '../loop/shipped.ts'
import { withoutDanglingLinks } from './edition-links.ts'
import { editionPackage } from './edition-package.ts'
import { editionReadme } from './edition-readme.ts'

/** The files of an edition, by their path from its root. */
export type Contents = Map<string, Buffer>

/** What an edition takes from the root; whatever else lies there is not handed out. */
const rootFiles = [
  '.gitignore',
  'CHANGELOG.md',
  'LICENSE',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'tsconfig.json',
]
/** What a learner reads. The rest of `docs/` speaks to those who build the course. */
const learnersPages = ['contracts.md', 'curriculum.md', 'glossary.md', 'map.md']

const madeHere = ['node_modules', 'dist', '.ipynb_checkpoints', '.venv', '.jupyter', '.runs']
const maintainersFolders = ['test', 'wrong']
const solutionsFolder = 'solutions'

/** Everything that an edition holds, but for its manifest. Exercises are as shipped, whatever was tried here. */
export async function contentsOf(root: string, withSolutions: boolean): Promise<Contents> {
  const contents: Contents = new Map()
  const take = (path: string) => contents.set(path, readFileSync(join(root, path)))
  for (const file of rootFiles) if (existsSync(join(root, file))) take(file)
  for (const path of docsOf(root)) take(path)
  const leftOut = withSolutions ? maintainersFolders : [...maintainersFolders, solutionsFolder]
  for (const place of ['packages', 'labs']) {
    for (const member of foldersIn(root, place)) {
      for (const path of filesIn(root, member, leftOut)) take(path)
    }
  }
  await takeShippedExercises(root, contents)
  takeWithoutMaintainers(root, contents)
  contents.set('README.md', Buffer.from(editionReadme([...contents.keys()], withSolutions)))
  return contents
}

function docsOf(root: string): string[] {
  const isForLearners = (file: string) =>
    learnersPages.includes(file) || file.endsWith('.schema.json')
  return filesIn(root, 'docs', []).filter((path) => isForLearners(path.slice('docs/'.length)))
}

/** Paths from the root. `leftOut` are names of folders directly in `folder`. Links are not followed. */
function filesIn(root: string, folder: string, leftOut: readonly string[]): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isFile()) return entry.name.startsWith('.') ? [] : [path]
      const isTaken = ![...madeHere, ...leftOut].includes(entry.name)
      return entry.isDirectory() && isTaken ? filesIn(root, path, []) : []
    })
}

function foldersIn(root: string, place: string): string[] {
  return readdirSync(join(root, place), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${place}/${entry.name}`)
}

/** What a teacher wrote into an exercise to try it is not handed out. */
async function takeShippedExercises(root: string, contents: Contents): Promise<void> {
  for (const path of contents.keys()) {
    if (/^labs\/[^/]+\/exercises\/[^/]+\.ts$/.test(path)) contents.delete(path)
  }
  for (const [lab, exercises] of await findExercises(root)) {
    const texts = shippedExercises(root, lab, exercises)
    for (const [exercise, text] of texts) {
      contents.set(exercisePath({ lab, exercise }), Buffer.from(text))
    }
    if (texts.size > 0) contents.set(shippedFile(lab), Buffer.from(shippedText(texts)))
  }
}

/** Scripts, imports and links that need what is left out are taken away. */
function takeWithoutMaintainers(root: string, contents: Contents): void {
  const rootPackage = readFileSync(join(root, 'package.json'), 'utf8')
  const isThere = (path: string) =>
    contents.has(path) || [...contents.keys()].some((file) => file.startsWith(`${path}/`))
  contents.set('package.json', Buffer.from(editionPackage(rootPackage, '', isThere)))
  for (const [path, bytes] of contents) {
    if (path.endsWith('.md')) {
      contents.set(path, Buffer.from(withoutDanglingLinks(bytes.toString(), path, isThere)))
    }
    const folder = /^((?:packages|labs)\/[^/]+)\/package\.json$/.exec(path)?.[1]
    if (folder === undefined) continue
    contents.set(path, Buffer.from(editionPackage(bytes.toString(), folder, isThere)))
  }
}
