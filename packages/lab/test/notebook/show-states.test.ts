import type { TraceRecord } from '@socket-labs/trace'
import { expect, it } from 'vitest'
import { statesOf } from '../../src/notebook/show-states.ts'

const move = (n: number, from: string, to: string): TraceRecord => {
  const ends = { conn: 'c1', local: '10.1.0.1:40000', remote: '10.1.0.2:80' }
  const base = {
    run: 'r1',
    n,
    tMs: n,
    clock: 'monotonic',
    at: 'client',
    origin: 'observed',
  } as const
  return { ...base, ...ends, kind: 'tcp.state', from, to }
}

it('the states of a run are one picture for a cell, as wide as the ladders unless told otherwise', () => {
  const run = { records: [move(1, 'CLOSED', 'SYN_SENT'), move(2, 'SYN_SENT', 'ESTABLISHED')] }
  expect(statesOf(run)).toMatch(/^<svg [^>]*width="820"/)
  expect(statesOf(run)).toContain('client: CLOSED, SYN_SENT, ESTABLISHED.')
  expect(statesOf(run, { width: 400, untilTMs: 1 })).toContain('client: CLOSED, SYN_SENT.')
})
