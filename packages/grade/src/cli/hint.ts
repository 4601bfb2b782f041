import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chooseExercise } from '../loop/choose-exercise.ts'
import { CommandError, runCommand } from '../loop/command.ts'
import { giveHint, repeatHints, showSolution } from '../loop/give-hint.ts'

const root = join(import.meta.dirname, '../../../..')

const usage = `pnpm hint <exercise> [--again | --solution]

Gives the next of three hints: a nudge, a pointer, nearly there.

  pnpm hint data-3-collect            an exercise
  pnpm hint data-3                    by its fact
  pnpm hint tcp-basics/data-3-collect

  --again       shows those that you had
  --solution    shows the solution that we wrote, once yours has passed
  --help        this

Exit status: 0 shown, 1 there is nothing to show (yet), 2 these words were wrong.
`

async function hint(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      again: { type: 'boolean', default: false },
      solution: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return print(usage.trimEnd())
  if (values.again && values.solution) {
    throw new CommandError('--again and --solution: one of them at a time')
  }
  const [word, ...more] = positionals
  if (word === undefined || more.length > 0) throw new CommandError('expected one exercise')
  const exercise = await chooseExercise(root, word)
  const show = values.solution ? showSolution : values.again ? repeatHints : giveHint
  return print(await show(root, exercise))
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

process.exitCode = await runCommand(hint, 'hint')
