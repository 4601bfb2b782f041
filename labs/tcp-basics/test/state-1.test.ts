import path from 'node:path'
import type { TraceRecord } from '@socket-labs/trace'
import { vi } from 'vitest'
import { LabUnderTest } from '../../../test/judged-scenarios.ts'
import onLoopback from '../src/state-1-eleven-states.ts'
import onTheWire from '../src/state-1-eleven-states-on-the-wire.ts'

// A SYN is sent again after a second, and an instrument is a program.
vi.setConfig({ testTimeout: 150_000 })

const lab = { id: 'tcp-basics', scenarios: [onLoopback, onTheWire] }
const tcp = new LabUnderTest(lab, path.join(import.meta.dirname, '..'))

type Lie = (record: TraceRecord) => TraceRecord | undefined

const isReading = (record: TraceRecord, instrument: string, wanted: string) =>
  record.kind === 'state.reading' && record.instrument === instrument && record.wanted === wanted

const read = (instrument: string, wanted: string, fields: Record<string, unknown>): Lie => {
  return (record) => (isReading(record, instrument, wanted) ? { ...record, ...fields } : record)
}

const liesOfBoth: Record<string, Lie> = {
  'a state that nobody looked at': (record) => (record.wanted === 'CLOSING' ? undefined : record),
  'a state that did not stand still': read('sock_diag', 'LAST_ACK', { seen: false }),
  'a descriptor of a connection in TIME_WAIT': read('TCP_INFO', 'TIME_WAIT', { seen: true }),
  'a descriptor of a half-open connection': read('TCP_INFO', 'SYN_RCVD', { seen: true }),
  'a list of connections with CLOSED in it': read('/proc/net/tcp', 'CLOSED', { seen: true }),
}

tcp.judged({
  scenario: 'state-1-eleven-states',
  title: 'state-1: all eleven states stand still on loopback, and each is seen by who can see it',
  lies: {
    ...liesOfBoth,
    'a FIN that was sent though the window is shut': read('TCP_INFO', 'FIN_WAIT_1', {
      notSentBytes: 0,
    }),
    'an end that has heard of a FIN that was not sent': read('TCP_INFO', 'FIN_WAIT_1', {
      otherState: 'CLOSE_WAIT',
    }),
  },
})

tcp.judged({
  scenario: 'state-1-eleven-states-on-the-wire',
  title: 'state-1: all eleven states stand still on the wire, while a segment is held',
  lies: {
    ...liesOfBoth,
    'a FIN that was queued and not sent': read('TCP_INFO', 'FIN_WAIT_1', { notSentBytes: 1 }),
    'a SYN+ACK that nobody held': (record) =>
      String(record.flags) === 'SYN,ACK' ? { ...record, heldMs: undefined } : record,
    'FINs of which one acknowledges the other': (record) =>
      String(record.flags) === 'FIN,ACK' && record.sender === 'server'
        ? { ...record, relativeAckNo: 2 }
        : record,
    'only one end in CLOSING': (record) =>
      record.kind === 'tcp.state' && record.at === 'server' && record.to === 'CLOSING'
        ? undefined
        : record,
  },
})
