import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { checkEdition } from '../edition/check-edition.ts'
import { sayStanding, sayUpdate } from '../edition/edition-words.ts'
import { manifestFile, readManifest } from '../edition/manifest.ts'
import { updateEdition } from '../edition/update-edition.ts'
import { writeEdition } from '../edition/write-edition.ts'
import { CommandError, runCommand } from '../loop/command.ts'

const root = join(import.meta.dirname, '../../../..')
/** Where the command was given: pnpm changes to the package's folder before it runs a script. */
const startedIn = process.env.INIT_CWD ?? process.cwd()

const usage = `pnpm edition DIR [--with-solutions] [--update]

Writes a copy of the course that can be handed out: without solutions, wrong answers and our own tests.

  --with-solutions    the solutions too
  --update            brings the edition in DIR up to date; what a learner wrote stays
  --check             in an edition: compares it with what was handed out
  --help              this

Exit status: 0 done, 1 it could not be done (or the check found a difference), 2 these words were wrong.
`

async function edition(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'with-solutions': { type: 'boolean' },
      update: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return print(usage.trimEnd())
  if (values.check) return check()
  const [word, ...more] = positionals
  if (!word || more.length > 0) throw new CommandError('expected one folder')
  if (existsSync(join(root, manifestFile))) {
    throw new CommandError('this is an edition itself; editions are made from the whole course', 1)
  }
  const folder = resolve(startedIn, word)
  const withSolutions = values['with-solutions']
  if (values.update) return print(sayUpdate(await updateEdition(root, folder, withSolutions)))
  return print(await writeEdition(root, folder, withSolutions === true))
}

function check(): number {
  const manifest = readManifest(root)
  if (!manifest) throw new CommandError('this is the whole course, no edition: pnpm check', 1)
  const standing = checkEdition(root, manifest)
  print(sayStanding(standing))
  return standing.missing.length === 0 ? 0 : 1
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

process.exitCode = await runCommand(edition, 'edition')
