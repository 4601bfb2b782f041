import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export interface ProgramOptions {
  /** Descriptors that it gets as input, output and words; else it reads nothing and its lines are told. */
  stdio?: readonly [number, number, number]
  /** Each line that it prints, where it has no descriptors of its own. */
  onLine?(line: string, stream: 'stdout' | 'stderr'): void
  env?: NodeJS.ProcessEnv
}

/** How a program ended. */
export interface ProgramEnd {
  /** Its exit status; 128 and the signal's number where a signal ended it, as a shell says it. */
  status: number
  /** It never ran, and why. */
  failure?: string
}

/** A program that was started at one end of the wire. */
export interface Program {
  /** False from when it is gone. */
  readonly isRunning: boolean
  readonly ended: Promise<ProgramEnd>
  kill(signal?: NodeJS.Signals): void
}

/** Starts a program in the calling thread's network. A command that is not there ends with 127, as in a shell. */
export function startProgram(
  command: string,
  args: readonly string[],
  { stdio, onLine, env }: ProgramOptions,
): Program {
  const child = spawn(command, args, {
    stdio: stdio ? [...stdio] : ['ignore', 'pipe', 'pipe'],
    ...(env && { env }),
  })
  if (!stdio) {
    for (const stream of ['stdout', 'stderr'] as const) {
      createInterface({ input: child[stream] as Readable }).on('line', (line) =>
        onLine?.(line, stream),
      )
    }
  }
  const ended = endOf(child)
  return {
    get isRunning() {
      return child.exitCode === null && child.signalCode === null && child.pid !== undefined
    },
    ended,
    kill: (signal = 'SIGTERM') => void child.kill(signal),
  }
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return
      const status = error.code === 'EACCES' ? 126 : 127
      resolve({ status, failure: `${error.path}: ${error.code}` })
    })
    child.once('close', (code, signal) => resolve({ status: code ?? 128 + numberOf(signal) }))
  })
}

function numberOf(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal]
}
