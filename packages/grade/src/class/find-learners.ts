import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Learner, nobody } from '../formats/format.ts'
import { WordsError } from '../words-error.ts'
import { readStudents } from './students-csv.ts'

/** One learner of a class, by the name of the folder that was handed in. */
export interface ClassMember {
  folder: string
  path: string
  learner: Learner
}

/**
 * The folders of a class, in order of name. Hidden ones and links are none. What `students.csv` says of a
 * folder is taken from there; without it a folder's name is its learner's id.
 */
export async function findLearners(
  classFolder: string,
): Promise<{ members: ClassMember[]; leftOut: string[] }> {
  const entries = await readdir(classFolder, { withFileTypes: true }).catch(() => {
    throw new WordsError(`expected a folder of submissions, got ${classFolder}`)
  })
  const students = await studentsOf(classFolder)
  const visible = entries.filter(({ name }) => !name.startsWith('.') && name !== 'students.csv')
  const members = visible
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(new Intl.Collator('en', { numeric: true }).compare)
    .map((folder) => ({
      folder,
      path: join(classFolder, folder),
      learner: students.get(folder) ?? { ...nobody, studentId: folder },
    }))
  if (members.length === 0) throw new WordsError(`${classFolder} holds no folders to grade`)
  return { members, leftOut: visible.filter((e) => !e.isDirectory()).map(({ name }) => name) }
}

async function studentsOf(classFolder: string): Promise<Map<string, Learner>> {
  const text = await readFile(join(classFolder, 'students.csv'), 'utf8').catch(() => undefined)
  return text === undefined ? new Map() : readStudents(text)
}
