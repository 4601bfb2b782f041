import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { manifestFile } from '../edition/manifest.ts'
import { chooseExercise } from '../loop/choose-exercise.ts'
import { CommandError, runCommand } from '../loop/command.ts'
import { resetExercise } from '../loop/reset.ts'
import { ship } from '../loop/shipped.ts'

const root = join(import.meta.dirname, '../../../..')

const usage = `pnpm reset <exercise>

Puts an exercise back as it was shipped; works without git. What you had written is kept in .mine/.

  pnpm reset data-3-collect           an exercise
  pnpm reset data-3                   by its fact
  pnpm reset tcp-basics/data-3-collect

  --ship    for maintainers: takes what lies in the exercises/ of every lab as shipped from now on
  --help    this

Exit status: 0 it is as shipped, 1 it could not be done, 2 these words were wrong.
`

async function reset(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ship: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return print(usage.trimEnd())
  if (values.ship) return shipAll(positionals)
  const [word, ...more] = positionals
  if (word === undefined || more.length > 0) throw new CommandError('expected one exercise')
  const exercise = await chooseExercise(root, word)
  return print(resetExercise(root, exercise))
}

async function shipAll(words: readonly string[]): Promise<number> {
  if (words.length > 0) throw new CommandError('--ship takes every exercise; name none')
  if (existsSync(join(root, manifestFile))) {
    throw new CommandError('this is an edition of the course: what it ships is made elsewhere', 1)
  }
  return print((await ship(root)).map((file) => `${file} written`).join('\n'))
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

process.exitCode = await runCommand(reset, 'reset')
