import { lstatSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FoundExercise } from '../find-exercises.ts'
import { CommandError } from './command.ts'
import { InTheWayError, keepFile, makeFolder } from './keep-file.ts'
import { exercisePath } from './progress.ts'
import { readShipped, shippedFile } from './shipped.ts'

/**
 * Puts an exercise back as it was shipped, without git. What the learner had written is kept in `.mine/`;
 * the answer says where. Throws {@link CommandError} when nobody knows how it was shipped.
 */
export function resetExercise(root: string, exercise: FoundExercise): string {
  const shipped = readShipped(root, exercise.lab).get(exercise.exercise)
  const path = exercisePath(exercise)
  if (!shipped) throw new CommandError(`${shippedFile(exercise.lab)} does not hold ${path}`, 1)
  const found = lstatSync(join(root, path), { throwIfNoEntry: false })
  // Bytes that are no text would be lost by reading them as one.
  if (found?.isFile() && readFileSync(join(root, path)).equals(Buffer.from(shipped.text))) {
    return `${path} is as it was shipped; nothing to do.`
  }
  const kept = found?.isFile() ? keepFile(root, path) : undefined
  replaceFile(root, path, shipped.text)
  const rows = [`${path} is as it was shipped.`]
  if (kept) rows.push(`What you had written is in ${kept}`)
  return rows.join('\n')
}

/**
 * Writes a file below `root` in one step: it is never half there, and a link at its place is replaced.
 * Throws {@link InTheWayError}.
 */
export function replaceFile(root: string, path: string, content: string | Uint8Array): void {
  makeFolder(root, dirname(path))
  const found = lstatSync(join(root, path), { throwIfNoEntry: false })
  if (found?.isDirectory()) throw new InTheWayError(path, 'file')
  const draft = join(root, `${path}.${process.pid}.draft`)
  writeFileSync(draft, content, { flag: 'wx' })
  renameSync(draft, join(root, path))
}
