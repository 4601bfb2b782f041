import { randomInt } from 'node:crypto'
import { access, constants, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { removeTaken, takeSubmission } from '../class/take-submission.ts'
import { sayEnclosure, tryEnclosure } from '../enclosure.ts'
import { type FoundExercise, findExercises } from '../find-exercises.ts'
import { neededVariables } from '../formats/emit-classroom50.ts'
import { alwaysZero, type Format, formats } from '../formats/formats.ts'
import { ClassGradingError, GradeFileError } from '../grade-file-error.ts'
import { checkGradeFiles } from '../grade-hashes.ts'
import { learnerOf } from '../gradescope/submission-metadata.ts'
import { noteProgress } from '../loop/progress.ts'
import { type GradeResult, hasPassed } from '../result.ts'
import { runsFolder } from '../runs-folder.ts'
import { WordsError } from '../words-error.ts'
import {
  chooseExercises,
  type GradeWords,
  isClassFormat,
  readWords,
  refuseSeveral,
  usage,
} from './grade-words.ts'

const root = join(import.meta.dirname, '../../../..')
/** Where the command was given: pnpm changes to the package's folder before it runs a script. */
const startedIn = process.env.INIT_CWD ?? process.cwd()

async function main(words: readonly string[]): Promise<number> {
  const asked = readWords(words)
  if (asked.isHelp) {
    process.stdout.write(usage)
    return 0
  }
  const exercises = chooseExercises(await findExercises(root), asked.target)
  if (asked.case !== undefined) refuseSeveral(exercises)
  if (asked.packageGradescope !== undefined) {
    const { packageGradescope } = await import('../gradescope/package-gradescope.ts')
    const file = resolve(startedIn, asked.packageGradescope)
    return packageGradescope(root, { file, target: asked.target })
  }
  await refuseOutput(asked.output)
  const seed = asked.seed ?? randomInt(2 ** 32)
  if (asked.isWatch) {
    const { watchExercises } = await import('../loop/watch.ts')
    return watchExercises({ root, exercises, seed })
  }
  refuseWithoutVariables(asked.format)
  for (const change of await checkGradeFiles(root, exercises)) process.stderr.write(`${change}\n`)
  const notLimited = sayEnclosure(await tryEnclosure())
  if (notLimited) process.stderr.write(`${notLimited}\n`)
  if (asked.submissions !== undefined) return gradeSubmissions(exercises, asked)
  const result = await gradeOne(exercises, { ...asked, seed })
  await write(await emit(result, asked), asked.output)
  return alwaysZero.includes(asked.format) || result.exercises.every(hasPassed) ? 0 : 1
}

/** Grades the learner's own files, or those of one submission. */
async function gradeOne(
  exercises: readonly FoundExercise[],
  { submission, seed, case: index }: GradeWords & { seed: number },
): Promise<GradeResult> {
  // vitest takes half a second to load; help and wrong words need not wait for it.
  const { runGradeFiles } = await import('../run-grade-files.ts')
  const which = { seed, ...(index !== undefined && { case: index }) }
  if (submission === undefined) {
    const own = { ...which, version: 'exercises', runsDir: runsFolder(root) } as const
    const result = await runGradeFiles(root, exercises, own)
    const why = index === undefined ? noteProgress(root, result) : undefined
    if (why) process.stderr.write(`${why}\n`)
    return result
  }
  const version = await takeSubmission(await folderAt(submission, '--submission'), exercises)
  try {
    return await runGradeFiles(root, exercises, { ...which, version })
  } finally {
    await removeTaken(version)
  }
}

async function gradeSubmissions(
  exercises: readonly FoundExercise[],
  { submissions = '', seed, format, output }: GradeWords,
): Promise<number> {
  if (!isClassFormat(format)) throw new Error(`a class has no format ${format}`)
  const { gradeClassFolder } = await import('../class/grade-class-folder.ts')
  const folder = await folderAt(submissions, '--submissions')
  const outputFile = output === undefined ? undefined : resolve(startedIn, output)
  const graded = await gradeClassFolder({ root, folder, exercises, seed, format, outputFile })
  if (graded === undefined) return 130
  await write(graded.text, output)
  return graded.hasPassed ? 0 : 1
}

async function emit(result: GradeResult, { format, submission }: GradeWords): Promise<string> {
  const { env } = process
  const learner = await learnerOf(env.SUBMISSION_METADATA, submission)
  const gradedAt = new Date().toISOString()
  return formats[format](result, { learner, gradedAt, environment: env })
}

async function write(text: string, output: string | undefined): Promise<void> {
  if (output === undefined) process.stdout.write(text)
  else await writeFile(resolve(startedIn, output), text)
}

async function folderAt(path: string, option: string): Promise<string> {
  const folder = resolve(startedIn, path)
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isFolder) return folder
  throw new WordsError(`expected a folder after ${option}, got ${path}`)
}

/** Said before anything is graded: a class may take an hour. */
async function refuseOutput(output: string | undefined): Promise<void> {
  if (output === undefined) return
  const folder = dirname(resolve(startedIn, output))
  await access(folder, constants.W_OK).catch(() => {
    throw new WordsError(`--output ${output}: nothing can be written there`)
  })
}

function refuseWithoutVariables(format: Format): void {
  const missing = neededVariables.filter((name) => !process.env[name])
  if (format !== 'classroom50' || missing.length === 0) return
  throw new WordsError(`--format classroom50 needs in the environment: ${missing.join(', ')}`)
}

function sayError(error: unknown): number {
  if (error instanceof WordsError) {
    process.stderr.write(`${error.message}\nSee pnpm grade --help\n`)
    return 2
  }
  const isOfCourse = error instanceof GradeFileError || error instanceof ClassGradingError
  if (!isOfCourse) throw error
  process.stderr.write(`${error.message}\n`)
  return 1
}

process.exitCode = await main(process.argv.slice(2)).catch(sayError)
