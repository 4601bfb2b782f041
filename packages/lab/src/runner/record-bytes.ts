import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { parseBytesRef, type TraceRecord } from '@socket-labs/trace'

/**
 * The bytes that a run kept of one record, from its first on: `bytesOf(run, record)`. None where it kept
 * none; a RangeError where the run's folder does not hold what the record names.
 */
export function bytesOf({ dir }: { dir: string }, { n, bytesRef }: TraceRecord): Uint8Array {
  if (bytesRef === undefined) return new Uint8Array()
  const ref = parseBytesRef(String(bytesRef))
  if (!ref) throw new RangeError(`record ${n}: expected "offset:length", got "${bytesRef}"`)
  const bytes = readPart(join(dir, 'bytes.bin'), ref)
  if (bytes.length === ref.length) return bytes
  const missing = `${ref.length} bytes at ${ref.offset}, got ${bytes.length}`
  throw new RangeError(`record ${n}: expected ${missing}`)
}

/** What the file has of `length` bytes from `offset` on. */
function readPart(path: string, { offset, length }: { offset: number; length: number }): Buffer {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(Math.min(length, Math.max(0, fstatSync(file).size - offset)))
    let filled = 0
    for (let read = -1; filled < bytes.length && read !== 0; filled += read) {
      read = readSync(file, bytes, filled, bytes.length - filled, offset + filled)
    }
    return bytes.subarray(0, filled)
  } finally {
    closeSync(file)
  }
}
