import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { type Learner, nobody } from '../formats/format.ts'

/** What is read of Gradescope's `submission_metadata.json`. */
interface Metadata {
  users?: { id?: number | string; name?: string; email?: string }[]
}

/**
 * Whose submission it is: the first user that Gradescope's metadata name, else the folder's name, else
 * nobody. Metadata that cannot be read name nobody: they are not the learner's fault.
 */
export async function learnerOf(
  metadataFile: string | undefined,
  submission: string | undefined,
): Promise<Learner> {
  const user = metadataFile ? (await readMetadata(metadataFile)).users?.[0] : undefined
  if (user === undefined) {
    return { ...nobody, studentId: submission === undefined ? '' : basename(resolve(submission)) }
  }
  const { id = '', name = '', email = '' } = user
  const { firstName, lastName } = splitName(name)
  return { studentId: String(id), firstName, lastName, email }
}

async function readMetadata(file: string): Promise<Metadata> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return {}
  }
}

/** The last word is taken for the last name: Gradescope tells a name as one text. */
function splitName(name: string): Pick<Learner, 'firstName' | 'lastName'> {
  const words = name.trim().split(/\s+/)
  return { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '' }
}
