/**
 * The form in which drafts cross the pipe from a scenario's process to the runner:
 *
 *   0        4        8
 *   +--------+--------+----------------------+---------------------+
 *   | lines  | blob   | drafts, one JSON     | captured bytes, to  |
 *   | length | length | object a line, UTF-8 | which bytesRef point|
 *   +--------+--------+----------------------+---------------------+
 *
 * Lengths are unsigned, big-endian, in bytes. `bytesRef` counts from the start of this frame's blob.
 */
const headerBytes = 8

/** Longest lines or blob of one frame; a longer claim means that the stream is broken. */
export const maxPartBytes = 64 * 1024 * 1024

export interface PipeFrame {
  lines: string[]
  blob: Buffer
}

export function encodeFrame(lines: readonly string[], blobs: readonly Uint8Array[]): Buffer {
  const text = Buffer.from(lines.join('\n'))
  const blobBytes = blobs.reduce((sum, blob) => sum + blob.length, 0)
  const header = Buffer.alloc(headerBytes)
  header.writeUInt32BE(text.length, 0)
  header.writeUInt32BE(blobBytes, 4)
  return Buffer.concat([header, text, ...blobs])
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
  const textBytes = bytes.readUInt32BE(0)
  const blobBytes = bytes.readUInt32BE(4)
  if (textBytes > maxPartBytes || blobBytes > maxPartBytes) {
    throw new PipeFrameError(
      `a frame claims ${textBytes} + ${blobBytes} bytes; the limit is ${maxPartBytes} each`,
    )
  }
  return headerBytes + textBytes + blobBytes
}

function cutFrame(bytes: Buffer, frameBytes: number): PipeFrame {
  const textEnd = headerBytes + bytes.readUInt32BE(0)
  const text = bytes.toString('utf8', headerBytes, textEnd)
  return { lines: text === '' ? [] : text.split('\n'), blob: bytes.subarray(textEnd, frameBytes) }
}
