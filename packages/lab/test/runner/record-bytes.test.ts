import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TraceRecord } from '@socket-labs/trace'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/runner/record-bytes.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'record-bytes-'))
  writeFileSync(join(dir, 'bytes.bin'), 'hello world')
})
afterAll(() => rmSync(dir, { recursive: true }))

function recordWith(bytesRef?: string): TraceRecord {
  const at = {
    run: 'r',
    n: 7,
    tMs: 0,
    clock: 'monotonic',
    at: 'client',
    origin: 'observed',
  } as const
  return { ...at, kind: 'socket.data', ...(bytesRef !== undefined && { bytesRef }) }
}

describe("a record's bytes", () => {
  it('are those of the run that it names', () => {
    expect(Buffer.from(bytesOf({ dir }, recordWith('6:5'))).toString()).toBe('world')
    expect(bytesOf({ dir }, recordWith('11:0'))).toHaveLength(0)
  })

  it('are none where the record kept none', () => {
    expect(bytesOf({ dir: join(dir, 'nowhere') }, recordWith())).toHaveLength(0)
  })

  it('that the run does not hold are an error which names the record', () => {
    expect(() => bytesOf({ dir }, recordWith('6:6'))).toThrow(
      'record 7: expected 6 bytes at 6, got 5',
    )
    expect(() => bytesOf({ dir }, recordWith('-1:6'))).toThrow('expected "offset:length"')
    expect(() => bytesOf({ dir }, recordWith('0:9007199254740991'))).toThrow(RangeError)
  })
})
