import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { LabUnderTest } from '../../../test/judged-scenarios.ts'
import lab from '../lab.ts'

const tcp = new LabUnderTest(lab, path.join(import.meta.dirname, '..'))

tcp.judged({
  scenario: 'open-5',
  title: 'open-5: nobody listens, and the kernel says no',
  lies: {
    'a refused connect that had another error': (record) =>
      record.kind === 'socket.error' ? { ...record, code: 'ETIMEDOUT' } : record,
  },
})
tcp.judged({
  scenario: 'open-4',
  title: 'open-4: a client is connected, and writes, before the server accepts',
  lies: {
    'a server that accepted before its client was connected': (record) =>
      record.kind === 'socket.accept' ? { ...record, tMs: 0 } : record,
  },
})
tcp.judged({
  scenario: 'close-3',
  title: 'close-3: after end() here, data still comes from there',
  lies: {
    'an answer that came before the end of the question': (record) =>
      record.kind === 'socket.write' && record.at === 'server' ? { ...record, tMs: 0 } : record,
  },
})
tcp.judged({
  scenario: 'close-9',
  title: 'close-9: a write to a closed peer succeeds once, to an aborted one never',
  lies: {
    'a second write that succeeded': (record) =>
      record.kind === 'socket.error' ? undefined : record,
  },
})
tcp.judged({
  scenario: 'data-3',
  title: 'data-3: writes and reads differ, the bytes do not',
  lies: {
    'one byte more read than written': (record) =>
      record.kind === 'socket.data'
        ? { ...record, originalBytes: (record.originalBytes ?? 0) + 1 }
        : record,
  },
})
tcp.judged({
  scenario: 'data-5-echo-client',
  title: 'data-5: only a reply proves that bytes were read',
  lies: {
    'a reply that came before the write': (record) =>
      record.kind === 'socket.data' && record.at === 'client' ? { ...record, tMs: 0 } : record,
  },
})
tcp.judged({
  scenario: 'flow-2',
  title: 'flow-2: write returns false, and drain comes when the reader reads',
  lies: {
    'a drain that nobody saw': (record) => (record.kind === 'socket.drain' ? undefined : record),
  },
})
tcp.judged({
  scenario: 'state-3',
  title: 'state-3: the kernel tells the state of each end, and the tools agree',
  needs: ['proc-net-tcp'],
  lies: {
    'an instrument that tells another state': (record) =>
      record.instrument === 'ss' ? { ...record, state: 'CLOSING' } : record,
    'a server without an address that is at one address only': (record) =>
      String(record.local).startsWith('[::]') ? { ...record, local: '127.0.0.1:80' } : record,
  },
})

describe('the choices of a seed', () => {
  it('data-3: are the same ten sizes for the same seed', async () => {
    const sizes = async (seed: number) =>
      (await tcp.run('data-3', seed)).records
        .filter((record) => record.kind === 'socket.write')
        .map((record) => record.originalBytes)
    expect(await sizes(42)).toEqual(await sizes(42))
  })
})
