import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { BytesRef } from '@socket-labs/trace'
import {
  cutLines,
  isClosingLine,
  maxLineBytes,
  skipLines,
  wholeLinesBytes,
} from './record-lines.ts'
import { BytesRefError, RunBrokenError, RunMissingError } from './run-errors.ts'
import { bytesFile, findRunFolder, openPlainFile, readFully, recordsFile } from './run-folder.ts'

/** Every so many records the reader notes where in the file one begins. */
const recordsPerMark = 256

/** The most bytes that one call of {@link RunReader.bytes} gives. */
export const maxBytesAtOnce = 1 << 20

/**
 * Reads one run's folder while it may still be written, by this process or another.
 *
 *     records.ndjson   record 1 ⏎ record 2 ⏎ … record 257 ⏎ … record h ⏎ {"run":"r","n":h+1,"tM
 *                      ↑ mark 0               ↑ mark 1                   ↑ end: a half-written line is left alone
 *
 * Line k is record k. The marks let a range in a long run be read without reading what stands before it.
 */
export class RunReader {
  readonly run: string
  readonly folder: string
  readonly #records: FileHandle
  #marks: number[] = [0]
  #head = 0
  #endBytes = 0
  #isEnded = false

  private constructor(run: string, folder: string, records: FileHandle) {
    this.run = run
    this.folder = folder
    this.#records = records
  }

  /**
   * Opens a run, having read nothing yet: {@link advance} does.
   * RunNameError and RunMissingError as {@link findRunFolder} gives them, also for a folder without records.
   */
  static async open(runsDir: string, run: string): Promise<RunReader> {
    const folder = await findRunFolder(runsDir, run)
    const records = await openPlainFile(join(folder, recordsFile))
    if (!records) throw new RunMissingError(run, `its folder has no plain file ${recordsFile}`)
    return new RunReader(run, folder, records)
  }

  /** Number of the last whole record known; 0 before the first. */
  get head(): number {
    return this.#head
  }

  /** True once the closing record was read: nothing more will come. */
  get isEnded(): boolean {
    return this.#isEnded
  }

  /**
   * Takes note of what was appended since the last call. Each block of whole lines (at most 1 MiB) is
   * first handed to `onBlock` with its first record's number; if that throws, the block counts as unread.
   * Not to be called again before it is done. {@link RunBrokenError} when the file has become shorter or a
   * line is longer than 1 MiB, {@link RunMissingError} when the run was deleted.
   */
  async advance(onBlock?: (first: number, block: Buffer) => void): Promise<void> {
    if (this.#isEnded) return
    const { size, nlink } = await this.#records.stat()
    if (nlink === 0) throw new RunMissingError(this.run, 'it was deleted')
    if (size < this.#endBytes) {
      throw new RunBrokenError(
        this.run,
        this.#head + 1,
        `the file was ${this.#endBytes} bytes long, now ${size}`,
      )
    }
    while (this.#endBytes < size) {
      const block = await this.#readBlock(this.#endBytes, size)
      if (block.length === 0) return
      onBlock?.(this.#head + 1, block)
      this.#mark(block)
    }
  }

  /** The whole lines that begin at `offset`, as many as fit into 1 MiB and stand before `limit`. */
  async #readBlock(offset: number, limit: number): Promise<Buffer> {
    const length = Math.min(limit - offset, maxLineBytes)
    const block = await readFully(this.#records, offset, length)
    const wholeBytes = wholeLinesBytes(block)
    if (wholeBytes === 0 && block.length === maxLineBytes) {
      throw new RunBrokenError(
        this.run,
        this.#head + 1,
        `no end of line within ${maxLineBytes} bytes`,
      )
    }
    return block.subarray(0, wholeBytes)
  }

  #mark(block: Buffer): void {
    let position = 0
    let lastLine = 0
    while (position < block.length) {
      if (this.#head % recordsPerMark === 0) {
        this.#marks[this.#head / recordsPerMark] = this.#endBytes + position
      }
      lastLine = position
      position = skipLines(block, position, 1)
      this.#head++
    }
    this.#endBytes += block.length
    this.#isEnded = isClosingLine(block.toString('utf8', lastLine, block.length - 1))
  }

  /**
   * Lines of the records `from` to `to`, inclusive and both clipped to what is there, as blocks of at most
   * 1 MiB, each checked: {@link RunBrokenError} at the first line that is no record.
   */
  async *blocks(
    from: number,
    to: number,
  ): AsyncGenerator<{ lines: string[]; sizesBytes: number[] }> {
    const last = Math.min(to, this.#head)
    let n = Math.max(from, 1)
    if (n > last) return
    const mark = Math.floor((n - 1) / recordsPerMark)
    const limit = this.#marks[Math.ceil(last / recordsPerMark)] ?? this.#endBytes
    let offset = this.#marks[mark] as number
    let skip = n - 1 - mark * recordsPerMark
    while (n <= last) {
      const block = await this.#readBlock(offset, limit)
      if (block.length === 0) throw new RunBrokenError(this.run, n, 'the file has become shorter')
      offset += block.length
      const start = skipLines(block, 0, skip)
      if (start === -1) {
        skip -= lineCount(block)
        continue
      }
      skip = 0
      const end = skipLines(block, start, last - n + 1)
      const part = block.subarray(start, end === -1 ? block.length : end)
      if (part.length === 0) continue
      const { lines, sizesBytes } = cutLines(this.run, n, part)
      n += lines.length
      yield { lines, sizesBytes }
    }
  }

  /**
   * Raw JSON lines of the records `from` to `to`, inclusive, clipped to what is there and to `maxBytes`
   * of lines; at least one where there is one.
   */
  async readRange(
    from: number,
    to: number,
    maxBytes = Number.POSITIVE_INFINITY,
  ): Promise<string[]> {
    const range: string[] = []
    let bytes = 0
    for await (const { lines, sizesBytes } of this.blocks(from, to)) {
      for (const [index, line] of lines.entries()) {
        bytes += sizesBytes[index] as number
        if (bytes > maxBytes && range.length > 0) return range
        range.push(line)
      }
    }
    return range
  }

  /** A record from which on there are at most `maxBytes` of records, or up to 255 records more. */
  firstWithin(maxBytes: number): number {
    const offset = this.#endBytes - maxBytes
    const above = this.#marks.findIndex((markBytes) => markBytes > offset)
    const mark = above === -1 ? this.#marks.length - 1 : Math.max(above - 1, 0)
    return mark * recordsPerMark + 1
  }

  /** Captured bytes, at most 1 MiB. {@link BytesRefError} for more, and for what the file does not have. */
  async bytes({ offset, length }: BytesRef): Promise<Buffer> {
    if (length > maxBytesAtOnce) {
      throw new BytesRefError(
        `${length} bytes were asked for; at most ${maxBytesAtOnce} come at once`,
      )
    }
    const file = await openPlainFile(join(this.folder, bytesFile))
    try {
      const size = (await file?.stat())?.size ?? 0
      if (offset + length > size) {
        throw new BytesRefError(`${offset}:${length} ends after the run's ${size} captured bytes`)
      }
      return file ? await readFully(file, offset, length) : Buffer.alloc(0)
    } finally {
      await file?.close()
    }
  }

  close(): Promise<void> {
    return this.#records.close()
  }
}

function lineCount(block: Buffer): number {
  let count = 0
  for (const byte of block) if (byte === 0x0a) count++
  return count
}
