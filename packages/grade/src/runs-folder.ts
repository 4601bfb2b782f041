import { join } from 'node:path'

/** Where failing runs are saved: `.runs` of the checkout, or what `SOCKET_LABS_RUNS_DIR` names. */
export function runsFolder(root: string): string {
  return process.env.SOCKET_LABS_RUNS_DIR ?? join(root, '.runs')
}
