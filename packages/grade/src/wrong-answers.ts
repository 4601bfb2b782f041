import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Exercise } from './exercise.ts'
import { ExerciseSession } from './exercise-session.ts'
import type { Limits } from './limits.ts'

/** A known wrong answer of an exercise, as the first comment of its file tells it. */
export interface WrongAnswer {
  /** The file's name, and what in it comes after the exercise's. */
  file: string
  mistake: string
  /** What it does. */
  wrong: string
  /** Words that the grader must say of it. */
  mustGet: string
}

/** A wrong answer that does not say what is wrong, or which words it must get. */
class WrongAnswerError extends Error {
  readonly code = 'ERR_WRONG_ANSWER'
  constructor(path: string) {
    super(`${path}: its first comment must say "Wrong: …", then "Must get: …"`)
    this.name = 'WrongAnswerError'
  }
}

/** The wrong answers of one exercise, by name. Throws {@link WrongAnswerError}. */
export async function findWrongAnswers(
  root: string,
  { lab, exercise }: { lab: string; exercise: string },
): Promise<WrongAnswer[]> {
  const folder = join(root, 'labs', lab, 'wrong')
  const names = await readdir(folder).catch(() => [])
  const files = names.filter((name) => name.startsWith(`${exercise}.`)).sort()
  return Promise.all(
    files.map(async (file) => {
      const said = readComment(await readFile(join(folder, file), 'utf8'))
      if (!said) throw new WrongAnswerError(`labs/${lab}/wrong/${file}`)
      return { file, mistake: file.slice(exercise.length + 1, -'.ts'.length), ...said }
    }),
  )
}

/**
 * Grades a wrong answer up to the case that says the words which it must get. `message` is that case's
 * sentence, undefined when there is none; `sentences` are those that came before it.
 */
export async function gradeWrongAnswer(
  exercise: Exercise,
  { file, mustGet }: WrongAnswer,
  { seed, limits }: { seed: number; limits?: Limits },
): Promise<{ message: string | undefined; sentences: string[] }> {
  const path = join(exercise.labFolder, 'wrong', file)
  const session = new ExerciseSession(exercise, path, seed, { ...(limits && { limits }) })
  const sentences: string[] = []
  try {
    for (const plan of exercise.cases) {
      const { failure } = await session.run(plan)
      if (failure?.sentence.includes(mustGet)) return { message: failure.sentence, sentences }
      if (failure) sentences.push(failure.sentence)
    }
    return { message: undefined, sentences }
  } finally {
    await session.close()
  }
}

function readComment(source: string): Pick<WrongAnswer, 'wrong' | 'mustGet'> | undefined {
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(source.replaceAll('\r\n', '\n'))?.[1] ?? ''
  const text = comment.replace(/\n \* ?/g, '\n')
  const found = /Wrong: ([\s\S]+?)\nMust get: (.+)/.exec(text)
  if (!found) return undefined
  return { wrong: oneLine(found[1] as string), mustGet: oneLine(found[2] as string) }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
