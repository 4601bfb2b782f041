import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FoundExercise } from './find-exercises.ts'

/** What a lab's `grade/hashes.json` says: how its grade files, and the grader, were shipped. */
export interface GradeHashes {
  /** All files of `packages/grade/src` as one digest. */
  grader: string
  /** Each file of the lab's `grade` folder by its name: SHA-256 in hex. */
  files: Record<string, string>
}

const hashesFile = 'hashes.json'

/** Where a lab's hashes stand, from the root. */
export function hashesPath(lab: string): string {
  return `labs/${lab}/grade/${hashesFile}`
}

/** The hashes of a lab's grade files and of the grader as they are now. */
export async function hashesOf(root: string, lab: string): Promise<GradeHashes> {
  const folder = join(root, 'labs', lab, 'grade')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort()
  const files: Record<string, string> = {}
  for (const name of names) files[name] = await hashOf(join(folder, name))
  return { grader: await graderHash(root), files }
}

/** As the file is written. */
export function hashesText(hashes: GradeHashes): string {
  return `${JSON.stringify(hashes, null, 2)}\n`
}

/** The hashes that a lab was shipped with; undefined when there are none that can be read. */
async function shippedHashes(root: string, lab: string): Promise<GradeHashes | undefined> {
  try {
    const { grader, files } = JSON.parse(await readFile(join(root, hashesPath(lab)), 'utf8'))
    return typeof grader === 'string' && typeof files === 'object' ? { grader, files } : undefined
  } catch {
    return undefined
  }
}

/**
 * Compares what is about to judge with what was shipped. One sentence for each thing that differs; empty
 * when nothing does. A change is told and refused nowhere: a teacher may have meant it.
 */
export async function checkGradeFiles(
  root: string,
  exercises: readonly Pick<FoundExercise, 'lab' | 'exercise'>[],
): Promise<string[]> {
  const labs = [...new Set(exercises.map(({ lab }) => lab))]
  const sentences: string[] = []
  for (const lab of labs) {
    const chosen = exercises.filter((one) => one.lab === lab).map(({ exercise }) => exercise)
    sentences.push(...(await checkLab(root, lab, chosen)))
  }
  // The grader is one, however many labs it judges.
  return [...new Set(sentences)]
}

async function checkLab(root: string, lab: string, exercises: string[]): Promise<string[]> {
  const shipped = await shippedHashes(root, lab)
  if (!shipped) {
    return [`${hashesPath(lab)} cannot be read: nobody knows whether this lab is graded as shipped`]
  }
  const now = await hashesOf(root, lab)
  const used = await filesOf(join(root, 'labs', lab, 'grade'), exercises)
  const known = Object.keys(shipped.files).filter((name) => used.has(name))
  const sentences = [...new Set([...known, ...used])].sort().flatMap((name) => {
    const what = sayChange(shipped.files[name], now.files[name])
    return what ? [`labs/${lab}/grade/${name} ${what}`] : []
  })
  if (shipped.grader !== now.grader) sentences.push('packages/grade/src is not as it was shipped')
  return sentences
}

function sayChange(shipped: string | undefined, now: string | undefined): string | undefined {
  if (shipped === now) return undefined
  if (shipped === undefined) return 'was not shipped with the course'
  return now === undefined ? 'was shipped, and is missing' : 'is not as it was shipped'
}

/** The grade files of these exercises, and the files beside them that they import. */
async function filesOf(folder: string, exercises: readonly string[]): Promise<Set<string>> {
  const found = new Set(exercises.map((exercise) => `${exercise}.grade.ts`))
  for (const name of found) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '')
    // A set tells of what is added while it is gone through.
    for (const [, imported] of text.matchAll(/from '\.\/([\w.-]+\.ts)'/g)) {
      found.add(imported as string)
    }
  }
  return found
}

async function graderHash(root: string): Promise<string> {
  const folder = join(root, 'packages/grade/src')
  const names = await readdir(folder, { recursive: true })
  const sources = names.map((name) => name.replaceAll('\\', '/')).filter((n) => n.endsWith('.ts'))
  const hash = createHash('sha256')
  for (const name of sources.sort()) hash.update(`${name} ${await hashOf(join(folder, name))}\n`)
  return hash.digest('hex')
}

/** Git may have given the file the line ends of this machine: they are no change. */
async function hashOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8')
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')
}
