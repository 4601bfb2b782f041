import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { rootDir } from '@socket-labs/lab'

const program = path.join(rootDir, 'packages/lab/src/cli/lab.ts')

export interface Ended {
  status: number | null
  stdout: string
  stderr: string
  /** The lines of standard output. */
  lines: string[]
}

/** Starts `pnpm lab framing …` in a process of its own. */
export function startCommand(...words: string[]) {
  const args = ['--import', 'tsx', program, 'framing', ...words]
  return spawn(process.execPath, args, { cwd: rootDir, stdio: 'pipe' })
}

/** Runs it with this as its standard input, to its end. A SPEC may be given as an object. */
export async function runFraming(
  command: 'decode' | 'encode',
  spec: unknown,
  input: string | Uint8Array = '',
): Promise<Ended> {
  const child = startCommand(command, typeof spec === 'string' ? spec : JSON.stringify(spec))
  // A program that has found its words wrong is gone before it has read anything.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  const lines = stdout.split('\n').slice(0, -1)
  return { status: child.exitCode, stdout, stderr, lines }
}

/** Each byte on a line of its own: a chunk of one byte each. */
export function byteByByte(hex: string): string {
  return hex.replace(/../g, '$&\n')
}
