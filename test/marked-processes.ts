import { readdirSync, readFileSync } from 'node:fs'

/** The processes that have inherited a variable, `NAME=value`, from whoever started them. */
export function markedProcesses(mark: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && textOf(pid, 'environ').includes(mark))
}

/** A process's command line; its number where it has none any more. */
export function commandLineOf(pid: number): string {
  return textOf(pid, 'cmdline').join(' ').trim() || `process ${pid}`
}

/** A file of proc(5) whose texts end with NUL. Empty where the process is gone, or somebody else's. */
function textOf(pid: number, file: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0')
  } catch {
    return []
  }
}
