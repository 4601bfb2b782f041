import type { TraceRecord } from '@socket-labs/trace'
import { expect, it } from 'vitest'
import { ladderOf } from '../../src/notebook/show-ladder.ts'

const event = (n: number, conn: string): TraceRecord => {
  const base = {
    run: 'r1',
    n,
    tMs: n,
    clock: 'monotonic',
    at: 'client',
    origin: 'observed',
  } as const
  const ends = { conn, local: `127.0.0.1:${40_000 + n}`, remote: '127.0.0.1:80' }
  return { ...base, ...ends, kind: 'socket.connect' }
}

it('the ladder of a run is one picture for a cell, of the connection asked for', () => {
  const run = { records: [event(1, 'c1'), event(2, 'c2')] }
  expect(ladderOf(run)).toMatch(/^<svg [^>]*width="820"/)
  expect(ladderOf(run)).toContain('127.0.0.1:40001')
  expect(ladderOf(run, { conn: 'c2', width: 400 })).toContain('127.0.0.1:40002')
})
