import { parseArgs } from 'node:util'
import type { FoundExercise } from '../find-exercises.ts'

export const usage = `pnpm grade [<lab>[/<exercise or fact id>]] [--seed N] [--format text|json] [--output FILE]

Runs your exercises and tells, step by step, what your code did.

  pnpm grade                          every exercise of every lab
  pnpm grade tcp-basics               one lab
  pnpm grade tcp-basics/data-3        the exercises of one fact

  --seed N        repeats a run: its random cases are made from this number (0 to ${2 ** 32 - 1})
  --format F      text (default) or json
  --output FILE   writes there instead of to standard output
  --help          this

A program may take 10 s for all cases of an exercise, 512 MiB of memory (on Linux) and 8 MiB of output.
Exit status: 0 all passed, 1 one failed, 2 these words were wrong.
`

/** Words that the command does not understand; the message says what it does. */
export class WordsError extends Error {
  readonly code = 'ERR_WORDS'
  constructor(message: string) {
    super(message)
    this.name = 'WordsError'
  }
}

type Format = 'text' | 'json'

export interface GradeWords {
  target: string | undefined
  seed: number | undefined
  format: Format
  output: string | undefined
  isHelp: boolean
}

const notBuiltFormats = ['junit', 'gradescope', 'exercism', 'classroom50', 'csv']
const notBuiltOptions = ['watch', 'submission', 'submissions'] as const

/** Reads the command's words, without the program's name. Throws {@link WordsError}. */
export function readWords(words: readonly string[]): GradeWords {
  const { values, positionals } = parse(words)
  for (const option of notBuiltOptions) {
    if (values[option] !== undefined) throw new WordsError(`--${option} is not built yet`)
  }
  if (positionals.length > 1) {
    throw new WordsError(`expected one lab or exercise, got ${positionals.join(' ')}`)
  }
  return {
    target: positionals[0],
    seed: values.seed === undefined ? undefined : readSeed(values.seed),
    format: readFormat(values.format ?? 'text'),
    output: values.output,
    isHelp: values.help === true,
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        format: { type: 'string' },
        output: { type: 'string' },
        help: { type: 'boolean' },
        watch: { type: 'boolean' },
        submission: { type: 'string' },
        submissions: { type: 'string' },
      },
    })
  } catch (error) {
    throw new WordsError((error as Error).message)
  }
}

function readSeed(text: string): number {
  const seed = Number(text)
  if (!/^\d{1,10}$/.test(text) || seed >= 2 ** 32) {
    throw new WordsError(
      `expected a whole number from 0 to ${2 ** 32 - 1} after --seed, got ${text}`,
    )
  }
  return seed
}

function readFormat(text: string): Format {
  if (text === 'text' || text === 'json') return text
  if (notBuiltFormats.includes(text)) throw new WordsError(`--format ${text} is not built yet`)
  throw new WordsError(`unknown format ${text}; there are text and json`)
}

/** The exercises that `<lab>[/<exercise or fact id>]` names; all without it. Throws {@link WordsError}. */
export function chooseExercises(
  labs: ReadonlyMap<string, readonly FoundExercise[]>,
  target: string | undefined,
): readonly FoundExercise[] {
  if (target === undefined) return [...labs.values()].flat()
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
