import { InTheWayError } from './keep-file.ts'

/** The words of a command are wrong, or it cannot do what they ask; the message is for the learner. */
export class CommandError extends Error {
  readonly code = 'ERR_COMMAND'
  /** The exit status: 2 wrong words, 1 not done. */
  readonly status: number
  constructor(message: string, status = 2) {
    super(message)
    this.name = 'CommandError'
    this.status = status
  }
}

/** Runs a command's main function and answers the exit status; what is wrong with its words is told. */
export async function runCommand(main: () => Promise<number>, command: string): Promise<number> {
  try {
    return await main()
  } catch (error) {
    const status = statusOf(error)
    if (status === undefined) throw error
    const more = status === 2 ? `\nSee pnpm ${command} --help` : ''
    process.stderr.write(`${(error as Error).message}${more}\n`)
    return status
  }
}

/** Undefined for what is nobody's fault but ours. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof CommandError) return error.status
  if (error instanceof InTheWayError) return 1
  const { code } = error as { code?: unknown }
  return String(code).startsWith('ERR_PARSE_ARGS') ? 2 : undefined
}
