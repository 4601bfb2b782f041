import { replaceFile } from '../loop/reset.ts'
import { sha256Of } from '../loop/shipped.ts'
import { type Contents, contentsOf } from './contents.ts'
import { type Manifest, manifestFile, writeManifest } from './manifest.ts'
import { emptyFolder } from './target-folder.ts'

/**
 * Writes a course that can be handed out into an empty folder. Answers what was done, for a teacher.
 * Throws `CommandError` when the folder cannot be used.
 */
export async function writeEdition(
  root: string,
  folder: string,
  withSolutions: boolean,
): Promise<string> {
  const contents = await contentsOf(root, withSolutions)
  const path = emptyFolder(root, folder)
  // First, so that --update can complete what was interrupted.
  replaceFile(path, manifestFile, writeManifest(manifestOf(contents, withSolutions)))
  for (const [file, bytes] of contents) replaceFile(path, file, bytes)
  const solutions = withSolutions ? 'with solutions' : 'without solutions'
  return `An edition ${solutions}, ${contents.size} files, is in ${path}`
}

/** The manifest of an edition that holds these files. */
export function manifestOf(contents: Contents, withSolutions: boolean): Manifest {
  const files = new Map([...contents].map(([path, bytes]) => [path, sha256Of(bytes)]))
  return { version: 1, withSolutions, files }
}
