import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { FoundExercise } from '../find-exercises.ts'
import { hasPassed } from '../result.ts'
import { WordsError } from '../words-error.ts'
import { ClassProgress } from './class-progress.ts'
import { type ClassFormat, classFormats } from './emit-class.ts'
import { findLearners } from './find-learners.ts'
import { gradeClass } from './grade-class.ts'
import { KeptResults } from './kept-results.ts'
import { countMisconceptions, tellMisconceptions } from './misconceptions.ts'

const keptName = '.socket-labs-grades'

export interface ClassFolder {
  root: string
  folder: string
  exercises: readonly FoundExercise[]
  /** Without it the seed of the run before, so that what is kept stays valid. */
  seed: number | undefined
  format: ClassFormat
  /** Beside it results are kept when they cannot be in the folder. */
  outputFile: string | undefined
}

/** Grades a class, tells its progress on standard error, and answers the text; nothing after Ctrl-C. */
export async function gradeClassFolder(
  asked: ClassFolder,
): Promise<{ text: string; hasPassed: boolean } | undefined> {
  const { root, folder, exercises, outputFile, format } = asked
  const { members, leftOut } = await findLearners(folder)
  const kept = await openKept(folder, outputFile)
  const seed = asked.seed ?? (await kept.seed()) ?? randomInt(2 ** 32)
  await kept.keepSeed(seed)
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  const progress = new ClassProgress(members.length)
  if (leftOut.length > 0) say(`left out, no folders: ${leftOut.join(', ')}`)
  // pnpm passes Ctrl-C on to a command that has had it from the terminal already.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  try {
    const results = await gradeClass({
      ...{ root, members, exercises, seed, kept, signal: stopping.signal },
      onGraded: (graded, isKept) => say(progress.after(graded, isKept)),
    })
    const graded = results.map(({ result }) => result)
    if (format !== 'text') say(`\n${tellMisconceptions(countMisconceptions(graded))}`)
    const isPassed = graded.every(({ exercises }) => exercises.every(hasPassed))
    return { text: classFormats[format](results), hasPassed: isPassed }
  } catch (error) {
    if (!stopping.signal.aborted) throw error
    say(`stopped: ${progress.done} of ${members.length} are graded and kept; the same words go on`)
    return undefined
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, stop)
  }
}

async function openKept(folder: string, outputFile: string | undefined): Promise<KeptResults> {
  const beside = outputFile === undefined ? [] : [`${outputFile}.grades`]
  try {
    return await KeptResults.open([join(folder, keptName), ...beside])
  } catch {
    throw new WordsError(
      'results cannot be kept in the folder of submissions: make it writable, or name an --output beside which they can be',
    )
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
