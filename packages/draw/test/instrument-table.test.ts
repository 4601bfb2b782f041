import type { TraceRecord } from '@socket-labs/trace'
import { expect, test } from 'vitest'
import { describe, instrumentsToTerminal, ladderToTerminal, readInstruments } from '../src/index.ts'
import { columnsOf } from '../src/text-width.ts'
import { SampleRun } from './sample-runs.ts'

function readings(): TraceRecord[] {
  const run = new SampleRun()
  const read = (instrument: string, wanted: string, fields: Record<string, unknown>) =>
    run.add(1, 'server', 'state.reading', { instrument, wanted, ...fields })
  read('TCP_INFO', 'TIME_WAIT', { seen: false, why: 'no descriptor any more', state: 'CLOSED' })
  read('ss', 'TIME_WAIT', { seen: false, isThere: false, why: 'ss is not on this machine' })
  read('TCP_INFO', 'SYN_RCVD', { seen: false, why: 'no descriptor yet' })
  read('TCP_INFO', 'LISTEN', { seen: true, state: 'LISTEN' })
  read('/proc/net/tcp', 'LISTEN', { seen: true, state: 'LISTEN', word: '0A' })
  read('sock_diag', 'CLOSED', { seen: true, state: 'CLOSED', why: 'listed because it has a port' })
  return run.records
}

test('states stand in the RFC’s order, each instrument says its own word, and reasons stand under them', () => {
  expect(`\n${instrumentsToTerminal(readings())}`).toMatchInlineSnapshot(`
    "
    Seen by      TCP_INFO        ss              /proc/net/tcp   sock_diag
    CLOSED                                                       ✓ ¹
    LISTEN       ✓                               ✓ 0A
    SYN_RCVD     ✗ ²
    TIME_WAIT    ✗ ³             ? ⁴
      1 listed because it has a port
      2 no descriptor yet
      3 no descriptor any more
      4 ss is not on this machine
    "
  `)
})

test('the first reading counts, and the same reason has one number', () => {
  const records = readings()
  const again = records.map((record) => ({ ...record, n: record.n + 100, seen: true, tMs: 9 }))
  expect(readInstruments([...again, ...records])).toEqual(readInstruments(records))
  const alike = records.map((record) => ({ ...record, seen: false, why: 'so it is' }))
  expect(readInstruments(alike).reasons).toEqual(['so it is'])
})

test('no line is wider than the terminal, and what is no reading is passed over', () => {
  const strange = [{ wanted: 'NONE' }, { wanted: 7 }, {}, { instrument: {}, why: '\u001b[2J' }]
  const records = [
    ...readings(),
    ...strange.map(
      (fields, i) =>
        ({ ...(readings()[0] as TraceRecord), n: 50 + i, ...fields }) as unknown as TraceRecord,
    ),
  ]
  for (const columns of [0, 40, 57, 80, 300]) {
    const lines = instrumentsToTerminal(records, { columns }).split('\n')
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(Math.max(40, columns))
    expect(lines.join('')).not.toContain('\u001b')
  }
  expect(instrumentsToTerminal([])).toBe('')
})

test('a reading is a phrase in lists and no row of the ladder', () => {
  expect(readings().map(describe)).toEqual([
    'TCP_INFO cannot see TIME_WAIT: no descriptor any more',
    'ss cannot see TIME_WAIT: ss is not on this machine',
    'TCP_INFO cannot see SYN_RCVD: no descriptor yet',
    'TCP_INFO says LISTEN',
    '/proc/net/tcp says LISTEN: 0A',
    'sock_diag says CLOSED',
  ])
  expect(ladderToTerminal(readings())).not.toContain('LISTEN')
})
