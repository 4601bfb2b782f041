import { existsSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { CommandError } from '../loop/command.ts'
import { type Manifest, manifestFile, readManifest } from './manifest.ts'

/**
 * The folder for a new edition: made when it is not there. Throws {@link CommandError} when something is
 * in it (a fresh `.git` may be), or when it and the course lie within each other.
 */
export function emptyFolder(root: string, folder: string): string {
  const path = outside(root, folder)
  if (existsSync(join(path, manifestFile))) {
    throw new CommandError(`${folder} is an edition already; --update brings it up to date`)
  }
  const found = existsSync(path) ? readdirSync(path).filter((name) => name !== '.git') : []
  if (found.length > 0) {
    throw new CommandError(`${folder} is not empty, and no edition of this course`)
  }
  mkdirSync(path, { recursive: true })
  return path
}

/** The folder of an edition, and what it knows of itself. Throws {@link CommandError} when it is none. */
export function editionFolder(root: string, folder: string): { path: string; manifest: Manifest } {
  const path = outside(root, folder)
  const manifest = existsSync(path) ? readManifest(path) : undefined
  if (!manifest) throw new CommandError(`${folder} is no edition: ${manifestFile} is not there`)
  return { path, manifest }
}

/** Where the folder really is. */
function outside(root: string, folder: string): string {
  if (folder.includes('\0') || folder === '')
    throw new CommandError('expected the name of a folder')
  const path = realPath(resolve(folder))
  if (existsSync(path) && !statSync(path).isDirectory()) {
    throw new CommandError(`${folder} is a file, not a folder`)
  }
  const course = realpathSync(root)
  if (isWithin(course, path) || isWithin(path, course)) {
    throw new CommandError(`${folder} and this course lie within each other; choose another folder`)
  }
  return path
}

/** Also for a folder that is not there yet: then that of its nearest parent, and the rest. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const parent = dirname(path)
  return parent === path ? path : join(realPath(parent), relative(parent, path))
}

function isWithin(outer: string, inner: string): boolean {
  const way = relative(outer, inner)
  return way === '' || !(way === '..' || way.startsWith('../') || resolve(way) === way)
}
