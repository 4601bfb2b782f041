import { join } from 'node:path'
import { rootDir } from './find-labs.ts'

/** The environment variable that names another folder than `.runs`: a test keeps its runs apart. */
export const runsVariable = 'SOCKET_LABS_RUNS_DIR'

/** Where runs and predictions are kept: `.runs` of the checkout, unless told otherwise. */
export function runsFolder(): string {
  return process.env[runsVariable] ?? join(rootDir, '.runs')
}
