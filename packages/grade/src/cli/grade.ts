import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { emitJson } from '../emit-json.ts'
import { emitText } from '../emit-text.ts'
import { findExercises } from '../find-exercises.ts'
import { GradeFileError } from '../grade-file-error.ts'
import { hasPassed } from '../result.ts'
import { chooseExercises, readWords, usage, WordsError } from './grade-words.ts'

const root = join(import.meta.dirname, '../../../..')
const emitters = { text: emitText, json: emitJson }

async function grade(words: readonly string[]): Promise<number> {
  const { target, seed = randomInt(2 ** 32), format, output, isHelp } = readWords(words)
  if (isHelp) {
    process.stdout.write(usage)
    return 0
  }
  const exercises = chooseExercises(await findExercises(root), target)
  // vitest takes half a second to load; help and wrong words need not wait for it.
  const { runGradeFiles } = await import('../run-grade-files.ts')
  const result = await runGradeFiles(root, exercises, { seed, version: 'exercises' })
  const text = emitters[format](result)
  if (output === undefined) process.stdout.write(text)
  else await writeFile(output, text)
  return result.exercises.every(hasPassed) ? 0 : 1
}

function sayError(error: unknown): number {
  if (error instanceof WordsError) {
    process.stderr.write(`${error.message}\nSee pnpm grade --help\n`)
    return 2
  }
  if (!(error instanceof GradeFileError)) throw error
  process.stderr.write(`${error.message}\n`)
  return 1
}

process.exitCode = await grade(process.argv.slice(2)).catch(sayError)
