import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Zippable, zipSync } from 'fflate'
import { sayBytes } from '../limits.ts'

const scripts = join(import.meta.dirname, '../../gradescope')
const rootFiles = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml', 'LICENSE']

/** What grading a submission does without. Solutions and wrong answers stay with the teacher. */
const leftOut = ['node_modules', 'dist', 'test', 'solutions', 'wrong', 'notebooks', 'bench']

/**
 * Writes the zip that Gradescope takes as an autograder: its two scripts at the root, and beside them the
 * part of the course that grades. `target` is what it grades, as `pnpm grade` takes it. Answers the exit
 * status.
 */
export async function packageGradescope(
  root: string,
  { file, target = '' }: { file: string; target: string | undefined },
): Promise<number> {
  const entries: Zippable = {
    'setup.sh': await executable(join(scripts, 'setup.sh')),
    run_autograder: await executable(join(scripts, 'run_autograder')),
    target: Buffer.from(`${target}\n`),
  }
  for (const path of await courseFiles(root)) {
    entries[`course/${path}`] = await readFile(join(root, path))
  }
  const zip = zipSync(entries, { level: 6, mtime: '1980-01-01T12:00:00' })
  await writeFile(file, zip)
  process.stderr.write(
    `${basename(file)}: ${Object.keys(entries).length} files, ${sayBytes(zip.length)}. In Gradescope: Configure Autograder, Zip file upload.\n`,
  )
  return 0
}

/** The files of the course that are needed to grade, from the root, in order of name. */
async function courseFiles(root: string): Promise<string[]> {
  const below = await Promise.all(['packages', 'labs'].map((folder) => filesBelow(root, folder)))
  return [...rootFiles, ...below.flat()].sort()
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const paths = entries
    .filter(({ name }) => !name.startsWith('.') && !leftOut.includes(name))
    .map(async (entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return filesBelow(root, path)
      return entry.isFile() ? [path] : []
    })
  return (await Promise.all(paths)).flat()
}

/** Unix (3) made it, and its mode is in the upper half of the attributes. */
async function executable(path: string): Promise<Zippable[string]> {
  return [await readFile(path), { os: 3, attrs: 0o100755 << 16 }]
}
