import { constants } from 'node:fs'
import { type FileHandle, lstat, open } from 'node:fs/promises'
import { join } from 'node:path'
import { RunMissingError, RunNameError } from './run-errors.ts'

/** The files of a run's folder that are read here. */
export const recordsFile = 'records.ndjson'
export const bytesFile = 'bytes.bin'

/** True for a name that may be a run's. It can name nothing outside the folder of runs. */
export function isRunName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{0,120}$/.test(name) && !name.includes('..')
}

/**
 * The path of a run's folder.
 * {@link RunNameError} for a name that cannot be a run's; {@link RunMissingError} where there is
 * nothing, a file, or a symbolic link: a link would let a run stand for any folder of the machine.
 */
export async function findRunFolder(runsDir: string, run: string): Promise<string> {
  if (!isRunName(run)) throw new RunNameError(run)
  const folder = join(runsDir, run)
  const stats = await lstat(folder).catch(() => undefined)
  if (!stats) throw new RunMissingError(run)
  if (stats.isSymbolicLink()) throw new RunMissingError(run, 'it is a symbolic link, not a folder')
  if (!stats.isDirectory()) throw new RunMissingError(run, 'it is not a folder')
  return folder
}

/** Read only; fails on a symbolic link; does not wait for the other end of a FIFO. Windows has neither. */
const readPlainFile = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Opens a plain file for reading. Undefined where there is none: a link, a FIFO or a folder is none. */
export async function openPlainFile(path: string): Promise<FileHandle | undefined> {
  const file = await open(path, readPlainFile).catch(() => undefined)
  if (!file) return undefined
  if ((await file.stat()).isFile()) return file
  await file.close()
  return undefined
}

/**
 * Fills a buffer with up to `length` bytes from `offset`: shorter only where the file ends.
 * `FileHandle.read` alone may return fewer bytes than there are.
 */
export async function readFully(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}
