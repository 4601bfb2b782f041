import { lstatSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { keepFile, makeFolder } from '../loop/keep-file.ts'
import { replaceFile } from '../loop/reset.ts'
import { sha256Of } from '../loop/shipped.ts'
import { type Contents, contentsOf } from './contents.ts'
import { manifestFile, writeManifest } from './manifest.ts'
import { editionFolder } from './target-folder.ts'
import { manifestOf } from './write-edition.ts'

/** Where a learner works: here theirs stays, and ours is put beside it. */
const learnersPlace = /^labs\/[^/]+\/(exercises|src|notebooks)\//

/** What an update did, each by its path from the edition's root. */
export interface Update {
  written: string[]
  removed: string[]
  /** Stayed as the learner has it, though we no longer have it or have it otherwise. */
  stayed: { path: string; ours?: string }[]
  /** Made way for ours. */
  kept: { path: string; place: string }[]
}

/**
 * Brings an edition up to date. A learner's own files are not touched, what they changed in exercises,
 * experiments and notebooks stays, and what they changed elsewhere is kept in `.mine/`.
 * `withSolutions` undefined: as the edition has it.
 */
export async function updateEdition(
  root: string,
  folder: string,
  withSolutions?: boolean,
): Promise<Update> {
  const { path, manifest } = editionFolder(root, folder)
  const hasSolutions = withSolutions ?? manifest.withSolutions
  const contents = await contentsOf(root, hasSolutions)
  const update: Update = { written: [], removed: [], stayed: [], kept: [] }
  for (const [file, bytes] of contents) {
    updateFile(path, { file, bytes, before: manifest.files.get(file) }, update)
  }
  removeOld(path, { before: manifest.files, contents }, update)
  replaceFile(path, manifestFile, writeManifest(manifestOf(contents, hasSolutions)))
  return update
}

interface Ours {
  file: string
  bytes: Buffer
  /** The hash with which it was handed out before. */
  before: string | undefined
}

function updateFile(root: string, { file, bytes, before }: Ours, update: Update): void {
  const found = hashAt(root, file)
  const ours = sha256Of(bytes)
  if (found === ours) return
  const isTheirs = found !== undefined && found !== before
  if (isTheirs && learnersPlace.test(file)) {
    if (ours !== before) putBeside(root, { file, bytes, before }, update)
    return
  }
  if (isTheirs && found !== notAFile) update.kept.push({ path: file, place: keepFile(root, file) })
  replaceFile(root, file, bytes)
  update.written.push(file)
}

function putBeside(root: string, { file, bytes }: Ours, update: Update): void {
  const beside = `${file}.new`
  const found = hashAt(root, beside)
  // From an update before this one, and perhaps worked on.
  if (found !== undefined && found !== notAFile && found !== sha256Of(bytes)) keepFile(root, beside)
  replaceFile(root, beside, bytes)
  update.stayed.push({ path: file, ours: beside })
}

function removeOld(
  root: string,
  { before, contents }: { before: ReadonlyMap<string, string>; contents: Contents },
  update: Update,
): void {
  for (const [file, hash] of before) {
    if (contents.has(file)) continue
    const found = hashAt(root, file)
    if (found === undefined) continue
    if (found === hash) {
      rmSync(join(root, file))
      update.removed.push(file)
    } else update.stayed.push({ path: file })
  }
}

const notAFile = 'not a file'

/** Undefined when nothing is there. Never looks through a link. */
function hashAt(root: string, file: string): string | undefined {
  const path = join(root, file)
  if (!lstatSync(path, { throwIfNoEntry: false })) return undefined
  makeFolder(root, dirname(file))
  return lstatSync(path).isFile() ? sha256Of(readFileSync(path)) : notAFile
}
