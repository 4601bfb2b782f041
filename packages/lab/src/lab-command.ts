import type { Lab } from './define-lab.ts'

export { UsageError } from './exit-status.ts'

/**
 * What a lab offers beside its experiments: `pnpm lab <lab> <name> …`. The default export of
 * `labs/<lab>/src/commands/<name>.ts`, which is loaded without the rest of the lab: a tool starts fast.
 */
export interface LabCommand {
  /** Words of small letters with hyphens between them: `decode`. */
  name: string
  /** In a few words, for lists. */
  about: string
  /** What `--help` prints. */
  usage: string
  /**
   * Does it, with all words behind its name, and answers the exit status: 0 done, 1 not. Throws
   * {@link UsageError} where the words, or what it was given to read, are wrong: that is status 2.
   */
  run(args: string[]): Promise<number>
}

/** No fact's id and no scenario's can be a command's name: it holds no digit. */
export function isCommandName(word: string): boolean {
  return /^[a-z]+(-[a-z]+)*$/.test(word)
}

/** Throws where the name of a lab's command could be taken for something else. */
export function checkCommands({ id, scenarios, commands = [] }: Lab): void {
  const names = commands.map((command) => command.name)
  for (const [index, name] of names.entries()) {
    const said = `lab "${id}": the command "${name}"`
    if (!isCommandName(name)) {
      throw new Error(`${said} must be called by words of small letters, as send-file`)
    }
    if (names.indexOf(name) !== index) throw new Error(`${said} is listed twice`)
    const scenario = scenarios.find((candidate) => shortName(candidate.id) === name)
    if (scenario) throw new Error(`${said} has the short name of the scenario "${scenario.id}"`)
  }
}

/** A scenario's id without the fact in front: `echo-server` for `data-5-echo-server`. */
export function shortName(scenarioId: string): string {
  return scenarioId.replace(/^[a-z]+-\d+-/, '')
}
