/** What two kernels do on the lab's own wire is seen in a process of its own, in networks made for it. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { isolated } from '@socket-labs/system'

/** What the program told, or why nobody could be asked. */
export type Told = { text: string } | { why: string }

/** Half of what a program may take for all cases of an exercise. */
const usuallyMostMs = 5000

/**
 * Runs one of the files beside this one with these words, and takes what stands behind `told ` in a line
 * that it prints. Never rejects: a machine that has no wire says why.
 */
export function askKernels(
  file: string,
  words: readonly string[],
  mostMs = usuallyMostMs,
): Promise<Told> {
  const program = fileURLToPath(new URL(file, import.meta.url))
  const { command, args } = isolated({
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), program, ...words],
  })
  return new Promise((resolve) => {
    execFile(command, args, { timeout: mostMs, killSignal: 'SIGKILL' }, (error, out, said) => {
      const [, text] = /^told (.*)$/m.exec(out) ?? []
      resolve(text === undefined ? { why: whyNot(error, said, mostMs) } : { text })
    })
  })
}

function whyNot(error: { killed?: boolean } | null, said: string, mostMs: number): string {
  if (error?.killed) return `the kernels did not come to an end in ${mostMs} ms`
  const row = said.split('\n').find((line) => /Error|unshare:|setpriv:/.test(line))
  return row?.trim().slice(0, 100) || 'this machine has no wire'
}
