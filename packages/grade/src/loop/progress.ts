import { createHash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GradeResult, hasPassed } from '../result.ts'

/** Where progress is kept, from the root. Git ignores it; whoever clears `.runs` keeps it. */
export const progressFile = '.progress.json'
const brokenFile = '.progress.broken.json'

/** How far a learner is with one exercise. */
export interface ExerciseProgress {
  /** When it passed first, ISO 8601. */
  passedAt?: string
  /** The hash of the file that passed last: another file at its place has passed nothing yet. */
  passedSha256?: string
  /** How many of its hints were given. */
  hintsGiven?: number
}

/** By `<lab>/<exercise>`. */
export type Progress = Map<string, ExerciseProgress>

interface Named {
  lab: string
  exercise: string
}

/** The name of an exercise in the progress. */
export function progressKey({ lab, exercise }: Named): string {
  return `${lab}/${exercise}`
}

/** The learner's file of an exercise, from the root. */
export function exercisePath({ lab, exercise }: Named): string {
  return `labs/${lab}/exercises/${exercise}.ts`
}

/** What is known of the exercises. Whatever is unreadable in the file counts as not known. */
export function readProgress(root: string): Progress {
  return read(root) ?? new Map()
}

/** True when the exercise's file, as it stands now, has passed. */
export function standsPassed(root: string, progress: Progress, exercise: Named): boolean {
  const passed = progress.get(progressKey(exercise))?.passedSha256
  return passed !== undefined && passed === hashOf(join(root, exercisePath(exercise)))
}

/**
 * Keeps what grading found of the learner's own files (`exercises/`, nothing else). Never throws: when
 * it cannot be kept the answer says why.
 */
export function noteProgress(
  root: string,
  result: Pick<GradeResult, 'exercises'>,
): string | undefined {
  return changeProgress(root, (progress) => {
    for (const exercise of result.exercises) {
      const key = progressKey(exercise)
      const { passedSha256: _, ...rest } = progress.get(key) ?? {}
      const hash = hasPassed(exercise) ? hashOf(join(root, exercisePath(exercise))) : undefined
      const passed = { passedAt: new Date().toISOString(), ...rest, passedSha256: hash }
      progress.set(key, hash === undefined ? rest : passed)
    }
  })
}

/**
 * Reads, changes and writes in one turn of the event loop, so that `--watch` and `pnpm hint` can run
 * beside each other. The answer says why nothing could be written.
 */
export function changeProgress(
  root: string,
  change: (progress: Progress) => void,
): string | undefined {
  const file = join(root, progressFile)
  try {
    const known = read(root)
    // Somebody may want to mend what we cannot read.
    if (known === undefined) renameSync(file, join(root, brokenFile))
    const progress = known ?? new Map()
    change(progress)
    const text = JSON.stringify({ version: 1, exercises: Object.fromEntries(progress) }, null, 2)
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, `${text}\n`)
    renameSync(draft, file)
    return undefined
  } catch (error) {
    return `${progressFile} could not be written: ${(error as NodeJS.ErrnoException).code}`
  }
}

/** Undefined when the file is there and cannot be read. */
function read(root: string): Progress | undefined {
  let text: string
  try {
    text = readFileSync(join(root, progressFile), 'utf8')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Map() : undefined
  }
  try {
    const { exercises } = JSON.parse(text)
    if (!isRecord(exercises)) return undefined
    return new Map(Object.entries(exercises).map(([key, value]) => [key, readOne(value)]))
  } catch {
    return undefined
  }
}

function readOne(value: unknown): ExerciseProgress {
  if (!isRecord(value)) return {}
  const { passedAt, passedSha256, hintsGiven } = value
  return {
    ...(typeof passedAt === 'string' && { passedAt }),
    ...(typeof passedSha256 === 'string' && { passedSha256 }),
    ...(Number.isInteger(hintsGiven) && { hintsGiven: hintsGiven as number }),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hashOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    return undefined
  }
}
