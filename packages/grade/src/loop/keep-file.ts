import { constants, copyFileSync, lstatSync, mkdirSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'

/** Where a learner's files go that have to make way, from the root. Git ignores it. */
const keptFolder = '.mine'

/**
 * Copies a learner's file to a place where nothing overwrites it: `.mine/<its path>`, with a number before
 * the ending that is not taken yet. Answers that place, from the root.
 */
export function keepFile(root: string, path: string): string {
  const { dir, name, ext } = parse(path)
  const folder = `${keptFolder}/${dir}`
  makeFolder(root, folder)
  for (let number = 1; ; number++) {
    const kept = `${folder}/${name}.${number}${ext}`
    try {
      copyFileSync(join(root, path), join(root, kept), constants.COPYFILE_EXCL)
      return kept
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** A link, or something else that is no folder or file as it should be: nothing is written through it. */
export class InTheWayError extends Error {
  readonly code = 'ERR_IN_THE_WAY'
  constructor(path: string, expected: 'folder' | 'file') {
    super(`${path} is no ${expected}, and in the way: nothing was written there`)
    this.name = 'InTheWayError'
  }
}

/** Makes a folder below `root`, and follows no link on the way. Throws {@link InTheWayError}. */
export function makeFolder(root: string, path: string): void {
  if (path === '.' || path === '') return
  makeFolder(root, dirname(path))
  const folder = join(root, path)
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) mkdirSync(folder)
  else if (!found.isDirectory()) throw new InTheWayError(path, 'folder')
}
