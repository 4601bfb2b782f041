import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FoundExercise } from '../find-exercises.ts'
import { readExercise } from './take-submission.ts'

/** What a result depends on beside the submission: the grader, the grade files and the seed. */
export interface GradedWith {
  exercises: readonly FoundExercise[]
  seed: number
  /** See {@link graderDigest}. */
  grader: string
}

/** Stands for all that the result of a submission is made from: the same key, the same result. */
export async function submissionKey(submission: string, graded: GradedWith): Promise<string> {
  const hash = createHash('sha256').update(`${graded.grader} ${graded.seed}`)
  for (const exercise of graded.exercises) {
    const found = await readExercise(submission, exercise)
    const isTaken = found instanceof Uint8Array
    const content = isTaken ? createHash('sha256').update(found).digest('hex') : found.sentence
    hash.update(`\n${exercise.gradeFile} ${isTaken} ${content}`)
  }
  return hash.digest('hex')
}

/** Changes whenever the grader, or a grade file of these exercises, does. */
export async function graderDigest(
  root: string,
  exercises: readonly FoundExercise[],
): Promise<string> {
  const labs = [...new Set(exercises.map(({ lab }) => join('labs', lab, 'grade')))]
  const hash = createHash('sha256').update(process.version)
  for (const folder of ['packages/grade/src', 'packages/path/src', ...labs]) {
    for (const file of await filesOf(join(root, folder))) hash.update(await readFile(file))
  }
  return hash.digest('hex')
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
