import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** An exercise that can be graded, as its grade file's name tells it. */
export interface FoundExercise {
  lab: string
  exercise: string
  /** The fact's id: the exercise's up to the second hyphen. */
  fact: string
  /** From the root. */
  gradeFile: string
}

const ending = '.grade.ts'

/** Every lab under `root` with its exercises, in order of name. */
export async function findExercises(root: string): Promise<Map<string, FoundExercise[]>> {
  const labs = new Map<string, FoundExercise[]>()
  const folders = await readdir(join(root, 'labs'), { withFileTypes: true })
  const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  for (const lab of names.sort()) labs.set(lab, await exercisesOf(root, lab))
  return labs
}

async function exercisesOf(root: string, lab: string): Promise<FoundExercise[]> {
  const folder = join(root, 'labs', lab, 'grade')
  const files = await readdir(folder).catch(() => [])
  return files
    .filter((file) => file.endsWith(ending))
    .sort(new Intl.Collator('en', { numeric: true }).compare)
    .map((file) => {
      const exercise = file.slice(0, -ending.length)
      const fact = exercise.split('-', 2).join('-')
      return { lab, exercise, fact, gradeFile: relative(root, join(folder, file)) }
    })
}
