import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { writerFile } from './run-writer.ts'

export interface PruneLimits {
  /** Runs kept at most. */
  maxRuns?: number
  /** Their size together, in bytes, at most. */
  maxBytes?: number
}

/**
 * Removes the oldest runs until `maxRuns` (50) and `maxBytes` (1 GiB) are kept, and returns how many went.
 * A run that is still being written stays. Run names begin with their time, so names sort by age.
 */
export function pruneRuns(runsDir: string, limits: PruneLimits = {}): number {
  const { maxRuns = 50, maxBytes = 2 ** 30 } = limits
  if (!existsSync(runsDir)) return 0
  const dirs = readdirSync(runsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d{8}-/.test(entry.name))
    .map((entry) => path.join(runsDir, entry.name))
    .sort()
    .reverse()
  let keptBytes = 0
  let removed = 0
  for (const [index, dir] of dirs.entries()) {
    keptBytes += sizeBytes(dir)
    if ((index < maxRuns && keptBytes <= maxBytes) || isBeingWritten(dir)) continue
    rmSync(dir, { recursive: true, force: true })
    removed++
  }
  return removed
}

function sizeBytes(dir: string): number {
  return readdirSync(dir).reduce((sum, name) => sum + statSync(path.join(dir, name)).size, 0)
}

/** True while the process that writes the run is alive. */
export function isBeingWritten(dir: string): boolean {
  try {
    const pid = Number(readFileSync(path.join(dir, writerFile), 'utf8'))
    return Number.isSafeInteger(pid) && pid > 0 && process.kill(pid, 0)
  } catch (error) {
    // EPERM: the process is there, it is just not ours.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
