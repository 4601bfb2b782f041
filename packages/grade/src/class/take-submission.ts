import { constants } from 'node:fs'
import { mkdir, mkdtemp, open, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FoundExercise } from '../find-exercises.ts'
import { sayBytes } from '../limits.ts'

/** An exercise's file may be this long. Ours are 2 to 6 KiB. */
export const mostFileBytes = 256 * 1024

/** Why an exercise's file was not taken. */
export interface Refusal {
  got: string
  sentence: string
  mistake: 'not-handed-in' | 'not-there' | 'not-a-plain-file' | 'too-large' | 'not-gradable'
}

/** The exercises' files of one submission, copied, and nothing else of it. Plain data. */
export interface TakenSubmission {
  /** Holds `<lab>/<exercise>.ts` for each file that was taken. */
  folder: string
  /** By `<lab>/<exercise>`. */
  refused: Record<string, Refusal>
}

/**
 * Copies the files of these exercises from a submission to a new temporary folder: by name, plain files
 * only, and none that a link leads to. Whoever calls it removes the folder.
 */
export async function takeSubmission(
  submission: string,
  exercises: readonly FoundExercise[],
): Promise<TakenSubmission> {
  const folder = await mkdtemp(join(tmpdir(), 'submission-'))
  const refused: TakenSubmission['refused'] = {}
  for (const exercise of exercises) {
    const taken = await readExercise(submission, exercise)
    if (taken instanceof Uint8Array) await keep(folder, exercise, taken)
    else refused[`${exercise.lab}/${exercise.exercise}`] = taken
  }
  return { folder, refused }
}

export function removeTaken({ folder }: TakenSubmission): Promise<void> {
  return rm(folder, { recursive: true, force: true })
}

async function keep(folder: string, { lab, exercise }: FoundExercise, bytes: Uint8Array) {
  await mkdir(join(folder, lab), { recursive: true })
  await writeFile(join(folder, lab, `${exercise}.ts`), bytes)
}

/** An exercise's file from the first of the places where it may lie, or why it is not taken. */
export async function readExercise(
  submission: string,
  { lab, exercise }: Pick<FoundExercise, 'lab' | 'exercise'>,
): Promise<Uint8Array | Refusal> {
  const file = `${exercise}.ts`
  for (const place of [file, join('exercises', file), join('labs', lab, 'exercises', file)]) {
    const found = await readPlainFile(submission, place)
    if (found) return found
  }
  return {
    got: `no ${file}`,
    sentence: `${file} was not handed in.`,
    mistake: 'not-handed-in',
  }
}

// A pipe in the file's place would make open() wait for a writer.
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

async function readPlainFile(
  submission: string,
  place: string,
): Promise<Uint8Array | Refusal | undefined> {
  const path = join(submission, place)
  try {
    const folder = await realpath(dirname(path))
    if (folder !== join(await realpath(submission), dirname(place))) return refuse('a link', place)
    const file = await open(path, flags)
    try {
      const { size } = await file.stat().then((stat) => (stat.isFile() ? stat : { size: -1 }))
      if (size < 0) return refuse('no plain file', place)
      return size > mostFileBytes ? tooLarge(place, size) : await readAtMost(file, mostFileBytes)
    } finally {
      await file.close()
    }
  } catch (error) {
    const { code = 'no code' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    return refuse(code === 'ELOOP' ? 'a link' : `a file that cannot be read (${code})`, place)
  }
}

/** Reads no more than it was told, even from a file that grows. */
async function readAtMost(
  file: Awaited<ReturnType<typeof open>>,
  byteCount: number,
): Promise<Uint8Array> {
  const buffer = Buffer.alloc(byteCount)
  let filled = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, filled, byteCount - filled)
    filled += bytesRead
    if (bytesRead === 0 || filled === byteCount) return buffer.subarray(0, filled)
  }
}

function refuse(got: string, place: string): Refusal {
  return {
    got,
    sentence: `${place} is ${got}. Only plain files are taken from a submission, and no links are followed.`,
    mistake: 'not-a-plain-file',
  }
}

function tooLarge(place: string, size: number): Refusal {
  return {
    got: sayBytes(size),
    sentence: `${place} is larger than the ${sayBytes(mostFileBytes)} that an exercise's file may have, so it was not read.`,
    mistake: 'too-large',
  }
}
