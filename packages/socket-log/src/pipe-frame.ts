/**
 * The form in which drafts cross the pipe from a scenario's process to the runner:
 *
 *   0        4        8        12
 *   +--------+--------+--------+------------------+----------------------+-----------------+
 *   | drafts | lines  | blob   | captured lengths | drafts, one JSON     | captured bytes, |
 *   | count  | length | length | 4 bytes a draft  | object a line, UTF-8 | one after       |
 *   |        |        |        |                  |                      | the other       |
 *   +--------+--------+--------+------------------+----------------------+-----------------+
 *
 * Numbers are unsigned, big-endian; lengths are in bytes. A draft without captured bytes has the
 * length {@link noBytes}; a draft of an empty read has 0.
 */
const headerBytes = 12

/** Longest lines or blob of one frame; a longer claim means that the stream is broken. */
const maxPartBytes = 64 * 1024 * 1024

/** The captured length of a draft that is not about bytes. */
export const noBytes = 0xffffffff

/** Drafts of one frame; the bytes of the `i`th are the next `lengths[i]` of `blob`. */
export interface PipeFrame {
  lines: string[]
  lengths: number[]
  blob: Buffer
}

/** `lines` and `lengths` are of one size; the lengths that are not {@link noBytes} add up to the blob's. */
export function encodeFrame({ lines, lengths, blob }: PipeFrame): Buffer {
  const text = Buffer.from(lines.join('\n'))
  const head = Buffer.allocUnsafe(headerBytes + 4 * lines.length)
  head.writeUInt32BE(lines.length, 0)
  head.writeUInt32BE(text.length, 4)
  head.writeUInt32BE(blob.length, 8)
  for (let i = 0; i < lengths.length; i++) {
    head.writeUInt32BE(lengths[i] as number, headerBytes + 4 * i)
  }
  return Buffer.concat([head, text, blob])
}

/** The stream from a scenario's process is not what the pipe's form allows. */
export class PipeFrameError extends Error {
  readonly code = 'ERR_PIPE_FRAME'
}

/** Cuts the pipe's stream into frames again: push bytes, take the frames that are whole. */
export class PipeFrameDecoder {
  #chunks: Buffer[] = []
  #bytes = 0
  #wantedBytes = headerBytes

  /** Frames that `chunk` completes. A length above {@link maxPartBytes} throws {@link PipeFrameError}. */
  push(chunk: Buffer): PipeFrame[] {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    const frames: PipeFrame[] = []
    while (this.#bytes >= this.#wantedBytes) {
      const joined =
        this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks)
      this.#chunks = [joined]
      const frameBytes = frameLength(joined)
      if (joined.length >= frameBytes) {
        frames.push(cutFrame(joined, frameBytes))
        this.#chunks = [joined.subarray(frameBytes)]
        this.#bytes -= frameBytes
        this.#wantedBytes = headerBytes
      } else this.#wantedBytes = frameBytes
    }
    return frames
  }

  /** Bytes of a frame that is not whole yet; more than 0 at the end of the stream: it was cut. */
  get pendingBytes(): number {
    return this.#bytes
  }
}

function frameLength(bytes: Buffer): number {
  const count = bytes.readUInt32BE(0)
  const textBytes = bytes.readUInt32BE(4)
  const blobBytes = bytes.readUInt32BE(8)
  if (4 * count > maxPartBytes || textBytes > maxPartBytes || blobBytes > maxPartBytes) {
    throw new PipeFrameError(
      `a frame claims ${count} drafts, ${textBytes} + ${blobBytes} bytes; the limit is ${maxPartBytes} each`,
    )
  }
  return headerBytes + 4 * count + textBytes + blobBytes
}

function cutFrame(bytes: Buffer, frameBytes: number): PipeFrame {
  const count = bytes.readUInt32BE(0)
  const textStart = headerBytes + 4 * count
  const textEnd = textStart + bytes.readUInt32BE(4)
  const text = bytes.toString('utf8', textStart, textEnd)
  const lines = count === 0 ? [] : text.split('\n')
  const lengths = lines.map((_, i) => bytes.readUInt32BE(headerBytes + 4 * i))
  const blob = bytes.subarray(textEnd, frameBytes)
  const claimed = lengths.reduce((sum, length) => sum + (length === noBytes ? 0 : length), 0)
  if (lines.length !== count || claimed !== blob.length) {
    throw new PipeFrameError(`a frame says ${count} drafts and holds ${lines.length}`)
  }
  return { lines, lengths, blob }
}
