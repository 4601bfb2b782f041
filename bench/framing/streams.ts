import { seededRandom } from '@socket-labs/path'

/** Bytes of a stream, and where it is cut on its way. */
export interface CutStream {
  bytes: Buffer
  frames: number
  /** Payload bytes of all frames together. */
  payloadBytes: number
  chunks: readonly Buffer[]
}

const mostChunkBytes = 64 * 1024
const leastStreamBytes = 16 * 1024 * 1024

/** About 16 MiB (eight frames at least) of one frame after the other, in chunks of 1 byte to 64 KiB. */
export function cutStream(frame: Uint8Array, payloadBytes: number): CutStream {
  const frames = Math.max(8, Math.ceil(leastStreamBytes / frame.length))
  const bytes = Buffer.alloc(frames * frame.length)
  for (let i = 0; i < frames; i++) bytes.set(frame, i * frame.length)
  return { bytes, frames, payloadBytes: frames * payloadBytes, chunks: randomChunks(bytes) }
}

function randomChunks(bytes: Buffer): Buffer[] {
  const random = seededRandom(4211)
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const next = at + 1 + Math.floor(random() * mostChunkBytes)
    chunks.push(bytes.subarray(at, next))
    at = next
  }
  return chunks
}
