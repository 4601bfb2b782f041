import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'

/** The disk took less than it was given; what was written before is whole. */
export class RunWriteError extends Error {
  readonly code = 'ERR_RUN_WRITE'
}

/** The file that says that a run is being written, and by which process. */
export const writerFile = 'writer.pid'

/**
 * Writes a run folder: `records.ndjson` grows by whole lines, `bytes.bin` by captured bytes.
 * Bytes reach the disk before the lines that point to them, so a reader never finds a dangling reference.
 * Only the runner has one; everybody else reads.
 */
export class RunWriter {
  readonly dir: string
  readonly #recordsFd: number
  readonly #bytesFd: number
  #lines: string[] = []
  #blobs: Uint8Array[] = []
  #writtenBytes = 0
  #blobOffset = 0

  /** Makes the folder; a run of that name that exists is an error (EEXIST). */
  constructor(runsDir: string, run: string) {
    this.dir = path.join(runsDir, run)
    mkdirSync(runsDir, { recursive: true })
    mkdirSync(this.dir)
    writeFileSync(path.join(this.dir, writerFile), `${process.pid}\n`)
    this.#bytesFd = openSync(path.join(this.dir, 'bytes.bin'), 'ax')
    this.#recordsFd = openSync(path.join(this.dir, 'records.ndjson'), 'ax')
  }

  /** Bytes given so far, written or waiting. */
  get sizeBytes(): number {
    return this.#writtenBytes
  }

  /** Keeps a line of JSON for the next {@link flush}. */
  append(line: string): void {
    this.#lines.push(line)
    this.#writtenBytes += line.length + 1
  }

  /** Keeps captured bytes and returns their offset in `bytes.bin`. */
  appendBytes(bytes: Uint8Array): number {
    const offset = this.#blobOffset
    this.#blobs.push(bytes)
    this.#blobOffset += bytes.length
    this.#writtenBytes += bytes.length
    return offset
  }

  /** Writes what was kept. A full disk is a {@link RunWriteError}. */
  flush(): void {
    const blobs = this.#blobs
    const lines = this.#lines
    this.#blobs = []
    this.#lines = []
    if (blobs.length > 0) writeAll(this.#bytesFd, Buffer.concat(blobs))
    if (lines.length > 0) writeAll(this.#recordsFd, Buffer.from(`${lines.join('\n')}\n`))
  }

  /** Closes the folder; what was kept and not flushed is lost. */
  close(): void {
    closeSync(this.#recordsFd)
    closeSync(this.#bytesFd)
    rmSync(path.join(this.dir, writerFile), { force: true })
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  try {
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset)
  } catch (error) {
    throw new RunWriteError(`the run could not be written: ${(error as Error).message}`)
  }
}
