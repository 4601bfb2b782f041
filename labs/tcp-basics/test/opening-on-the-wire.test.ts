import path from 'node:path'
import type { TraceRecord } from '@socket-labs/trace'
import { LabUnderTest } from '../../../test/judged-scenarios.ts'
import open6 from '../src/open-6-nobody-answers.ts'
import open10 from '../src/open-10-syn-options.ts'
import open11 from '../src/open-11-syn-by-hand.ts'
import open14 from '../src/open-14-syn-flood.ts'

const lab = { id: 'tcp-basics', scenarios: [open6, open10, open11, open14] }
const tcp = new LabUnderTest(lab, path.join(import.meta.dirname, '..'))

const isSyn = ({ kind, flags }: TraceRecord) => kind === 'tcp.segment' && String(flags) === 'SYN'
const isSynAck = ({ kind, flags }: TraceRecord) =>
  kind === 'tcp.segment' && String(flags) === 'SYN,ACK'

/** The SYN as if its sender's clock had been `ms` ahead. */
function later(record: TraceRecord, ms: number): TraceRecord {
  const { timestamp, ...options } = record.options as { timestamp: { value: number; echo: number } }
  const { value, echo } = timestamp
  return { ...record, options: { ...options, timestamp: { value: value + ms, echo } } }
}

tcp.judged({
  scenario: 'open-6',
  title: 'open-6: nobody answers, the SYN is sent again as the settings say, then ETIMEDOUT',
  lies: {
    'a second SYN that waited for 2 s': (record) =>
      isSyn(record) && record.packetNo === 2 ? later(record, 1000) : record,
    'a SYN that was another': (record) =>
      isSyn(record) && record.packetNo === 3 ? { ...record, seqNo: 1 } : record,
    'a connect that was refused': (record) =>
      record.kind === 'socket.error' ? { ...record, code: 'ECONNREFUSED' } : record,
    'a connect that gave up at once': (record) =>
      record.kind === 'socket.error' ? { ...record, tMs: 0 } : record,
  },
})
tcp.judged({
  scenario: 'open-10',
  title: 'open-10: an MSS is announced, and window scale, SACK and timestamps hold with both SYNs',
  lies: {
    'segments larger than the other takes': (record) =>
      record.payloadBytes === 688 ? { ...record, packetBytes: 1500 } : record,
    'an end that does SACK though the other did not offer it': (record) =>
      record.kind === 'tcp.info' && record.conn === 'c2' ? { ...record, sack: true } : record,
    "a SYN+ACK's window that was scaled": (record) =>
      record.kind === 'tcp.info' && record.at === 'client'
        ? { ...record, sndWindowBytes: Number(record.sndWindowBytes) * 1024 }
        : record,
    'another MSS where none was announced': (record) =>
      record.payloadBytes === 536 ? { ...record, payloadBytes: 1460 } : record,
    'an option of the answer that nobody asked for': (record) =>
      isSynAck(record) && record.conn === 'c3'
        ? { ...record, options: { mssBytes: 700, sackPermitted: true } }
        : record,
  },
})
tcp.judged({
  scenario: 'open-11',
  title: 'open-11: a SYN written byte by byte is answered, with one bit wrong it is not',
  lies: {
    'a damaged SYN that was not counted': (record) =>
      record.badSums === undefined ? record : { ...record, badSums: 0 },
    'an answer to another sequence number': (record) =>
      isSynAck(record) ? { ...record, ackNo: Number(record.ackNo) + 1 } : record,
    'a refusal': (record) => (isSynAck(record) ? { ...record, flags: ['RST', 'ACK'] } : record),
    'an answer to the damaged one': (record) =>
      isSynAck(record) ? { ...record, packetNo: 2 } : record,
  },
})
tcp.judged({
  scenario: 'open-14',
  title: 'open-14: a flood shuts newcomers out; with cookies they connect, and lose options',
  lies: {
    'a newcomer that was answered without cookies': (record) =>
      isSynAck(record) && record.packetNo === 50 ? { ...record, conn: 'c1' } : record,
    'a newcomer that was kept in the table': (record) =>
      record.kind === 'tcp.state' && record.to === 'ESTABLISHED' && record.at === 'server'
        ? { ...record, to: 'SYN_RCVD' }
        : record,
    'options that a cookie kept': (record) =>
      record.kind === 'tcp.info' ? { ...record, sack: true } : record,
    'an MSS that a cookie kept': (record) =>
      record.kind === 'tcp.info' ? { ...record, sndMssBytes: 1360 } : record,
  },
})
