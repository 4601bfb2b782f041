import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { parseBytesRef } from '@socket-labs/trace'
import { parseLine } from '../record-lines.ts'
import { bytesFile, openPlainFile, readFully } from '../run-folder.ts'
import { maxBytesAtOnce, type RunReader } from '../run-reader.ts'

/** Captured bytes are read so much at a time: neighbours in the run are neighbours in the file. */
const windowBytes = 256 * 1024

/** How much text is handed on at once. */
const chunkCharacters = 64 * 1024

/**
 * The run as NDJSON up to its present head, each record with its captured bytes as `bytesHex` (lower case).
 * A record whose bytes the run does not have, or more than 1 MiB of them, is left as it is.
 */
export async function* downloadRun(reader: RunReader): AsyncGenerator<string> {
  const file = await openPlainFile(join(reader.folder, bytesFile))
  const captured = file && new BytesWindow(file, (await file.stat()).size)
  try {
    let chunk = ''
    for await (const { lines } of reader.blocks(1, reader.head)) {
      for (const line of lines) {
        chunk += `${captured ? await withBytes(line, captured) : line}\n`
        if (chunk.length < chunkCharacters) continue
        yield chunk
        chunk = ''
      }
    }
    if (chunk !== '') yield chunk
  } finally {
    await file?.close()
  }
}

async function withBytes(line: string, captured: BytesWindow): Promise<string> {
  if (!line.includes('"bytesRef":"')) return line
  const record = parseLine(line)
  const ref = typeof record?.bytesRef === 'string' ? parseBytesRef(record.bytesRef) : undefined
  if (!ref || record?.bytesHex !== undefined) return line
  const bytes =
    captured.find(ref.offset, ref.length) ?? (await captured.load(ref.offset, ref.length))
  return bytes ? `${line.slice(0, -1)},"bytesHex":"${bytes.toString('hex')}"}` : line
}

class BytesWindow {
  readonly #file: FileHandle
  readonly #sizeBytes: number
  #offset = 0
  #window: Buffer = Buffer.alloc(0)

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file
    this.#sizeBytes = sizeBytes
  }

  find(offset: number, length: number): Buffer | undefined {
    const start = offset - this.#offset
    const isInside = start >= 0 && start + length <= this.#window.length
    return isInside ? this.#window.subarray(start, start + length) : undefined
  }

  async load(offset: number, length: number): Promise<Buffer | undefined> {
    if (length > maxBytesAtOnce || offset + length > this.#sizeBytes) return undefined
    this.#offset = offset
    this.#window = await readFully(this.#file, offset, Math.max(length, windowBytes))
    return this.find(offset, length)
  }
}
