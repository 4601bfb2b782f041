import { readFileSync } from 'node:fs'

/**
 * Tells whether whoever started this process is still there: `alive()` turns false when the parent is
 * gone, or one of the package managers above it (npx starts a shell, which starts pnpm, which starts a
 * shell, which starts us; a signal to the first does not always reach the last). The user's own shell
 * does not count: what was sent to the background there may stay. Beyond the parent this needs Linux.
 */
export function watchStarters(): { alive(): boolean } {
  const parents = new Map([[process.pid, process.ppid]])
  let pid = process.ppid
  for (let parent = parentOf(pid); isPackageManager(parent); parent = parentOf(pid)) {
    parents.set(pid, parent)
    pid = parent
  }
  return {
    alive: () =>
      [...parents].every(
        ([child, parent]) => (child === process.pid ? process.ppid : parentOf(child)) === parent,
      ),
  }
}

/** 0 where it cannot be known. */
function parentOf(pid: number): number {
  try {
    // proc(5): pid (name) state ppid …; the name may contain anything, even ')'.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}

function isPackageManager(pid: number): boolean {
  if (pid <= 1) return false
  try {
    return /\b(npx|npm|pnpm)\b/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  } catch {
    return false
  }
}
