/** What a command's end says: all facts held. */
export const allHeld = 0
/** One fact did not hold, or is not built yet. */
export const notHeld = 1
/** The command's words were wrong. */
export const wrongWords = 2
/** This machine lacks a capability that a fact needs. */
export const notHere = 3

/** With several ends, the one that the command reports: 2 before 1 before 3 before 0. */
export function worst(statuses: readonly number[]): number {
  const order = [wrongWords, notHeld, notHere, allHeld]
  return order.find((status) => statuses.includes(status)) ?? allHeld
}

/** The command's words were wrong; the message says what would be right. */
export class UsageError extends Error {
  readonly code = 'ERR_USAGE'
}

/** Runs a command's main function: its result is the exit status, a wrong word is 2 and told. */
export async function runCommand(main: () => Promise<number>, usage: string): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    const isUsage =
      error instanceof UsageError ||
      String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
    if (!isUsage) throw error
    process.stderr.write(`${(error as Error).message}\n\n${usage}\n`)
    process.exitCode = wrongWords
  }
}
