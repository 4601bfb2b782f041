import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Exercise } from '../exercise.ts'
import type { FoundExercise } from '../find-exercises.ts'
import { GradeFileError } from '../grade-file-error.ts'

const loaded = new Map<string, Promise<Exercise>>()

/** The exercise that a grade file describes, loaded once in this process. Throws {@link GradeFileError}. */
export function loadExercise(root: string, { gradeFile }: FoundExercise): Promise<Exercise> {
  const path = join(root, gradeFile)
  const loading = loaded.get(path) ?? load(path, gradeFile)
  loaded.set(path, loading)
  return loading
}

async function load(path: string, gradeFile: string): Promise<Exercise> {
  try {
    const module: { default: Exercise } = await import(pathToFileURL(path).href)
    return module.default
  } catch (error) {
    throw new GradeFileError(gradeFile, (error as Error).message)
  }
}
