import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { parseBytesRef, type TraceRecord } from '@socket-labs/trace'
import type { Run } from './run.ts'

/** A record is asked for its first bytes, never for more than this. */
const mostBytes = 1024 * 1024

/** The bytes that a run kept of a record, at most 1 MiB of them; none where it kept none. */
export function capturedBytes(run: Pick<Run, 'dir'>, record: TraceRecord): Uint8Array {
  const ref = parseBytesRef(record.bytesRef ?? '')
  if (!ref) return new Uint8Array()
  const bytes = new Uint8Array(Math.min(ref.length, mostBytes))
  const file = openSync(join(run.dir, 'bytes.bin'), 'r')
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, ref.offset))
  } finally {
    closeSync(file)
  }
}
