import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FoundExercise, findExercises } from '../find-exercises.ts'
import { loadExercise } from '../loop/load-exercise.ts'
import { findWrongAnswers, gradeWrongAnswer, type WrongAnswer } from '../wrong-answers.ts'
import {
  type WrongAnswerRow,
  whyStale,
  wrongAnswersPage,
  wrongAnswersText,
} from '../wrong-answers-page.ts'

const usage = `node --import tsx packages/grade/src/cli/wrong-answers.ts --write | --check

The table of known wrong answers and of what the grader says of them.
  --write   grades them all and writes ${wrongAnswersPage}
  --check   says whether that page has them all, without grading

Exit status: 0 written or up to date; 1 not up to date, or a wrong answer did not get its message;
2 the words were wrong
`

const root = join(import.meta.dirname, '../../../..')
const seed = 7

interface Known {
  found: FoundExercise
  wrong: WrongAnswer[]
}

async function knownOnes(): Promise<Known[]> {
  const exercises = [...(await findExercises(root)).values()].flat()
  const known = exercises.map(async (found) => ({
    found,
    wrong: await findWrongAnswers(root, found),
  }))
  return Promise.all(known)
}

async function write(): Promise<number> {
  const exercises: { found: FoundExercise; rows: WrongAnswerRow[] }[] = []
  for (const { found, wrong } of await knownOnes()) {
    const rows: WrongAnswerRow[] = []
    for (const answer of wrong) rows.push({ ...answer, message: await grade(found, answer) })
    exercises.push({ found, rows })
    process.stderr.write(`${found.lab}/${found.exercise}: ${rows.length} wrong answers graded\n`)
  }
  await writeFile(join(root, wrongAnswersPage), wrongAnswersText(exercises))
  process.stderr.write(`${wrongAnswersPage} written\n`)
  return 0
}

async function grade(found: FoundExercise, answer: WrongAnswer): Promise<string> {
  const { message } = await gradeWrongAnswer(await loadExercise(root, found), answer, { seed })
  if (message === undefined) throw new Error(`${answer.file} was not told "${answer.mustGet}"`)
  return message
}

async function check(): Promise<number> {
  const page = await readFile(join(root, wrongAnswersPage), 'utf8').catch(() => '')
  const why = whyStale(page, await knownOnes())
  process.stderr.write(
    why === undefined
      ? `${wrongAnswersPage} is up to date\n`
      : `${wrongAnswersPage}: ${why}\nWrite it again: node --import tsx packages/grade/src/cli/wrong-answers.ts --write\n`,
  )
  return why === undefined ? 0 : 1
}

const [word, ...more] = process.argv.slice(2)
if (word === '--help') process.stdout.write(usage)
else if (more.length === 0 && word === '--write') process.exitCode = await write()
else if (more.length === 0 && word === '--check') process.exitCode = await check()
else {
  process.stderr.write(usage)
  process.exitCode = 2
}
