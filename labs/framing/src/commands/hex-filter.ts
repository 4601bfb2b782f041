import { HexOutput } from './hex-output.ts'

export type HexFilter = (input: AsyncIterable<Uint8Array>, output: HexOutput) => Promise<number>

/**
 * Puts a filter between standard input and standard output, and answers its status. Ends quietly when
 * nobody reads its output any more (`… | head`); input or output that fails is told, with status 1.
 */
export async function runFilter(filter: HexFilter): Promise<number> {
  if (process.stdin.isTTY) {
    const keys = process.platform === 'win32' ? 'Ctrl-Z and Enter end it' : 'Ctrl-D ends it'
    process.stderr.write(`reading hex from the terminal, a line at a time; ${keys}\n`)
  }
  try {
    return await filter(process.stdin, new HexOutput(process.stdout))
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    // Windows tells a reader that is gone by EOF as well.
    if (syscall === 'write' && (code === 'EPIPE' || code === 'EOF')) return 0
    process.stderr.write(
      `${syscall === 'write' ? 'standard output' : 'standard input'}: ${message}\n`,
    )
    return 1
  }
}
