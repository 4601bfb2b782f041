import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Lab } from '../../define-lab.ts'
import { allHeld, UsageError, wrongWords } from '../../exit-status.ts'
import { rootDir } from '../../find-labs.ts'
import { isCommandName, type LabCommand } from '../../lab-command.ts'

/** Runs the lab's own command that the first two words of `pnpm lab` name; undefined where they name none. */
export async function runOwnCommand(words: readonly string[]): Promise<number | undefined> {
  const [lab, name, ...args] = words
  const command = await loadCommand(lab, name)
  if (command === undefined) return undefined
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${command.usage}\n`)
    return allHeld
  }
  try {
    return await command.run(args)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\npnpm lab ${lab} ${name} --help says what it takes\n`)
    return wrongWords
  }
}

async function loadCommand(lab = '', name = ''): Promise<LabCommand | undefined> {
  if (!isCommandName(lab) || !isCommandName(name)) return undefined
  const file = path.join(rootDir, 'labs', lab, 'src', 'commands', `${name}.ts`)
  if (!existsSync(file)) return undefined
  return ((await import(pathToFileURL(file).href)) as { default?: LabCommand }).default
}

/** The lab's own commands with what each does, for lists. */
export function listOwnCommands({ id, commands = [] }: Lab): string {
  return commands
    .map(({ name, about }) => `${`  pnpm lab ${id} ${name} …`.padEnd(38)}${about}\n`)
    .join('')
}
