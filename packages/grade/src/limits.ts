/** What a learner's program may use while one exercise is graded. Beyond it the program is killed. */
export interface Limits {
  /** From the start of the program to its last case, over all cases of the exercise. */
  exerciseMs: number
  /** How long the file may take to load in a process that is up. */
  loadMs: number
  /** How long a call may take to settle once everything that it needs has happened. */
  settleMs: number
  /** How long a program may leave the event loop without a turn. */
  blockedMs: number
  /** Polled from outside, where the operating system shows it (Linux). */
  residentBytes: number
  /** Open files, sockets and pipes; seen from outside, as memory is. */
  descriptors: number
  /** How long what a case opened may stay open after it. */
  leftOpenMs: number
  /** Console output that is kept; the rest is counted. */
  keptOutputBytes: number
  /** Console output that ends the program. */
  outputBytes: number
}

const mebibyte = 1024 * 1024

export const usualLimits: Limits = {
  exerciseMs: 10_000,
  loadMs: 5_000,
  settleMs: 500,
  blockedMs: 1_500,
  residentBytes: 512 * mebibyte,
  descriptors: 256,
  leftOpenMs: 250,
  keptOutputBytes: 64 * 1024,
  outputBytes: 8 * mebibyte,
}

/** A limit as people say it: `10 s`, `1500 ms`. */
export function sayMs(durationMs: number): string {
  return durationMs % 1000 === 0 ? `${durationMs / 1000} s` : `${durationMs} ms`
}

/** An amount as people say it: `64 KiB`, `512 MiB`. */
export function sayBytes(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  if (bytes < mebibyte) return `${Math.floor(bytes / 1024)} KiB`
  return `${Math.floor(bytes / mebibyte)} MiB`
}
