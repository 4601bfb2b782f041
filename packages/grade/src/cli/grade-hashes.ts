import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findExercises } from '../find-exercises.ts'
import { hashesOf, hashesPath, hashesText } from '../grade-hashes.ts'

const command = 'node --import tsx packages/grade/src/cli/grade-hashes.ts --write'
const usage = `node --import tsx packages/grade/src/cli/grade-hashes.ts --write | --check

The hashes that labs are shipped with: whoever grades is told when a grade file is not as shipped.
  --write   writes labs/<lab>/grade/hashes.json of every lab that has exercises
  --check   says whether they are what --write would write

Exit status: 0 written or up to date; 1 not up to date; 2 the words were wrong
`

const root = join(import.meta.dirname, '../../../..')

async function labsWithExercises(): Promise<string[]> {
  const labs = await findExercises(root)
  return [...labs].filter(([, exercises]) => exercises.length > 0).map(([lab]) => lab)
}

async function write(): Promise<number> {
  for (const lab of await labsWithExercises()) {
    await writeFile(join(root, hashesPath(lab)), hashesText(await hashesOf(root, lab)))
    process.stderr.write(`${hashesPath(lab)} written\n`)
  }
  return 0
}

async function check(): Promise<number> {
  const stale: string[] = []
  for (const lab of await labsWithExercises()) {
    const there = await readFile(join(root, hashesPath(lab)), 'utf8').catch(() => '')
    if (there !== hashesText(await hashesOf(root, lab))) stale.push(hashesPath(lab))
  }
  for (const path of stale) process.stderr.write(`${path} is not up to date: ${command}\n`)
  if (stale.length === 0) process.stderr.write('the hashes of the grade files are up to date\n')
  return stale.length === 0 ? 0 : 1
}

const [word, ...more] = process.argv.slice(2)
if (word === '--help') process.stdout.write(usage)
else if (more.length === 0 && word === '--write') process.exitCode = await write()
else if (more.length === 0 && word === '--check') process.exitCode = await check()
else {
  process.stderr.write(usage)
  process.exitCode = 2
}
