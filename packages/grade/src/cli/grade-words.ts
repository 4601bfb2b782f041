import { parseArgs } from 'node:util'
import { type ClassFormat, classFormats } from '../class/emit-class.ts'
import type { FoundExercise } from '../find-exercises.ts'
import { type Format, formats } from '../formats/formats.ts'
import { WordsError } from '../words-error.ts'

const formatNames = Object.keys(formats) as Format[]
const classFormatNames = Object.keys(classFormats) as ClassFormat[]

export const usage = `pnpm grade [<lab>[/<exercise or fact id>]] [options]

Runs your exercises and tells, step by step, what your code did.

  pnpm grade                          every exercise of every lab
  pnpm grade tcp-basics               one lab
  pnpm grade tcp-basics/data-3        the exercises of one fact

  --watch         grades again whenever you save, and goes on when an exercise passes
  --seed N        repeats a run: its random cases are made from this number (0 to ${2 ** 32 - 1})
  --case N        only this case of one exercise, counted from 1
  --format F      ${formatNames.join(', ')}
  --output FILE   writes there instead of to standard output
  --help          this

For teachers:

  --submission DIR     grades what somebody handed in: of DIR only the exercises' files are taken,
                       from DIR itself, DIR/exercises or DIR/labs/<lab>/exercises
  --submissions DIR    grades a class, a folder for each learner, on all cores. After Ctrl-C the same
                       words go on where it was; what did not change is not graded again.
                       Formats: ${classFormatNames.join(', ')}. Names are taken from DIR/students.csv:
                       folder,student_id,last_name,first_name,email
  --package-gradescope FILE    writes the zip that Gradescope takes as an autograder

classroom50 takes CLASSROOM, ASSIGNMENT, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL and REVIEW_URL from the
environment. exercism and classroom50 end with status 0 whenever the grader ran.

A program may take 10 s for all cases of an exercise, 512 MiB of memory (on Linux) and 8 MiB of output.
On Linux with user namespaces it sees no network but 127.0.0.1 and can write to its own folder only;
elsewhere neither is limited, and that is said.
Exit status: 0 all passed, 1 one failed, 2 these words were wrong, 3 this machine lacks something.
`

export interface GradeWords {
  target: string | undefined
  seed: number | undefined
  case: number | undefined
  format: Format
  output: string | undefined
  /** At most one of the four below. */
  isWatch: boolean
  submission: string | undefined
  submissions: string | undefined
  packageGradescope: string | undefined
  isHelp: boolean
}

/** Reads the command's words, without the program's name. Throws {@link WordsError}. */
export function readWords(words: readonly string[]): GradeWords {
  const { values, positionals } = parse(words)
  if (positionals.length > 2) {
    throw new WordsError(`expected a lab and an exercise, got ${positionals.join(' ')}`)
  }
  const read: GradeWords = {
    // A lab's own script has said the lab: `pnpm --filter tcp-basics grade data-3`.
    target: positionals.length === 0 ? undefined : positionals.join('/'),
    seed: numberOf(values.seed, '--seed', 0),
    case: numberOf(values.case, '--case', 1),
    format: readFormat(values.format ?? 'text'),
    output: values.output,
    isWatch: values.watch === true,
    submission: values.submission,
    submissions: values.submissions,
    packageGradescope: values['package-gradescope'],
    isHelp: values.help === true,
  }
  refuseTogether(values, ['watch', 'submission', 'submissions', 'package-gradescope'])
  refuseTogether(values, ['watch', 'format'])
  refuseTogether(values, ['watch', 'output'])
  for (const option of ['watch', 'submissions', 'package-gradescope'] as const) {
    refuseTogether(values, [option, 'case'])
  }
  refuseFormats(read)
  return read
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        case: { type: 'string' },
        format: { type: 'string' },
        output: { type: 'string' },
        help: { type: 'boolean' },
        watch: { type: 'boolean' },
        submission: { type: 'string' },
        submissions: { type: 'string' },
        'package-gradescope': { type: 'string' },
      },
    })
  } catch (error) {
    throw new WordsError((error as Error).message)
  }
}

function numberOf(text: string | undefined, option: string, least: number): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d{1,10}$/.test(text) && number >= least && number < 2 ** 32) return number
  throw new WordsError(
    `expected a whole number from ${least} to ${2 ** 32 - 1} after ${option}, got ${text}`,
  )
}

function readFormat(text: string): Format {
  const format = formatNames.find((name) => name === text)
  if (format) return format
  throw new WordsError(`unknown format ${text}; there are: ${formatNames.join(', ')}`)
}

function refuseTogether(values: Record<string, unknown>, options: readonly string[]): void {
  const given = options.filter((option) => values[option] !== undefined)
  if (given.length < 2) return
  throw new WordsError(`${given.map((option) => `--${option}`).join(' and ')} do not go together`)
}

const wholeFormats: readonly Format[] = ['gradescope', 'exercism', 'classroom50', 'csv']

function refuseFormats({ case: index, submissions, format }: GradeWords): void {
  if (submissions !== undefined && !isClassFormat(format)) {
    throw new WordsError(
      `a class has no format ${format}; there are: ${classFormatNames.join(', ')}`,
    )
  }
  if (index !== undefined && wholeFormats.includes(format)) {
    throw new WordsError(`--format ${format} tells points, which one case has none of`)
  }
}

export function isClassFormat(format: Format): format is ClassFormat {
  return classFormatNames.some((name) => name === format)
}

/** The exercises that `<lab>[/<exercise or fact id>]` names; all without it. Throws {@link WordsError}. */
export function chooseExercises(
  labs: ReadonlyMap<string, readonly FoundExercise[]>,
  target: string | undefined,
): readonly FoundExercise[] {
  if (target === undefined) return everyExercise(labs)
  const [lab, id, ...more] = target.split('/') as [string, ...string[]]
  const ofLab = labs.get(lab)
  if (!ofLab) throw new WordsError(`unknown lab ${lab}; there are: ${[...labs.keys()].join(', ')}`)
  if (ofLab.length === 0) throw new WordsError(`the lab ${lab} has no exercises yet`)
  if (!id && more.length === 0) return ofLab
  const chosen = ofLab.filter(({ exercise, fact }) => exercise === id || fact === id)
  if (chosen.length > 0 && more.length === 0) return chosen
  const names = ofLab.map(({ exercise }) => exercise).join(', ')
  throw new WordsError(`no exercise ${target.slice(lab.length + 1)} in ${lab}; there are: ${names}`)
}

function everyExercise(labs: ReadonlyMap<string, readonly FoundExercise[]>): FoundExercise[] {
  const all = [...labs.values()].flat()
  if (all.length === 0) throw new WordsError('there are no exercises yet')
  return all
}

/** `--case` is about one exercise. Throws {@link WordsError} when there are several. */
export function refuseSeveral(exercises: readonly FoundExercise[]): void {
  if (exercises.length === 1) return
  const names = exercises.map(({ lab, exercise }) => `${lab}/${exercise}`).join(', ')
  throw new WordsError(`--case is a case of one exercise; name one of: ${names}`)
}
