import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '../loop/command.ts'

/** What an edition knows of itself, in its root. */
export const manifestFile = '.edition.json'

/** An edition as it was handed out. */
export interface Manifest {
  version: 1
  withSolutions: boolean
  /** The hash of every file that was handed out, by its path from the root. */
  files: Map<string, string>
}

/** The manifest as text. */
export function writeManifest({ version, withSolutions, files }: Manifest): string {
  const sorted = Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ version, withSolutions, files: sorted }, null, 2)}\n`
}

/** The manifest in a folder; undefined when there is none. Throws {@link CommandError} when it is broken. */
export function readManifest(folder: string): Manifest | undefined {
  let text: string
  try {
    text = readFileSync(join(folder, manifestFile), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const manifest = parse(text)
  if (manifest) return manifest
  throw new CommandError(`${manifestFile} in ${folder} cannot be read: is it an edition?`, 1)
}

function parse(text: string): Manifest | undefined {
  try {
    const { version, withSolutions, files } = JSON.parse(text)
    const entries = Object.entries<unknown>(files)
    const isSound = ([path, hash]: [string, unknown]) =>
      staysInside(path) && typeof hash === 'string'
    if (version !== 1 || typeof withSolutions !== 'boolean' || !entries.every(isSound)) {
      return undefined
    }
    return { version, withSolutions, files: new Map(entries as [string, string][]) }
  } catch {
    return undefined
  }
}

/** True for a path that, from any folder, leads to a file below that folder. */
export function staysInside(path: string): boolean {
  if (path === '' || path.includes('\\') || path.includes('\0')) return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}
