import path from 'node:path'
import type { TraceRecord } from '@socket-labs/trace'
import { LabUnderTest } from '../../../test/judged-scenarios.ts'
import segmentsOfWrites from '../src/data-3-segments-on-the-wire.ts'
import written from '../src/data-5-written-on-the-wire.ts'
import zeroWindow from '../src/flow-2-zero-window-on-the-wire.ts'

const lab = { id: 'tcp-basics', scenarios: [zeroWindow, segmentsOfWrites, written] }
const tcp = new LabUnderTest(lab, path.join(import.meta.dirname, '..'))

function isData({ kind, sender, payloadBytes }: TraceRecord): boolean {
  return kind === 'tcp.segment' && sender === 'client' && Number(payloadBytes) > 0
}

tcp.judged({
  scenario: 'flow-2',
  title: 'flow-2: the window falls to 0, then the send buffer fills, then write is stopped',
  lies: {
    'a window that never was 0': (record) =>
      record.window === 0 ? { ...record, window: 500 } : record,
    'a write that was stopped before the window was 0': (record) =>
      record.errno === 'EAGAIN' ? { ...record, tMs: 0 } : record,
    'a write that was never stopped': (record) =>
      record.errno === 'EAGAIN' ? { ...record, errno: undefined } : record,
    'a send buffer that sent what it took': (record) =>
      record.kind === 'tcp.queues' ? { ...record, notSentBytes: 0 } : record,
    'a kernel that kept less than write took': (record) =>
      record.kind === 'tcp.queues' ? { ...record, notSentBytes: 1 } : record,
    "Node's write that returned false early": (record) =>
      record.returned === false ? { ...record, queuedBytes: 1000 } : record,
    'a drain that nobody saw': (record) => (record.kind === 'socket.drain' ? undefined : record),
  },
})
tcp.judged({
  scenario: 'data-3',
  title: 'data-3: writes, segments and reads differ in number, the bytes do not',
  lies: {
    'a segment with one byte less': (record) =>
      isData(record) ? { ...record, payloadBytes: Number(record.payloadBytes) - 1 } : record,
    'one byte more read than written': (record) =>
      record.kind === 'socket.data'
        ? { ...record, originalBytes: (record.originalBytes ?? 0) + 1 }
        : record,
    'segments that nobody saw': (record) => (isData(record) ? undefined : record),
    'a reader that took all at once': (record) => (record.maxBytes === 20 ? undefined : record),
    'small reads that never began': (record) =>
      record.part === 'small reads' ? undefined : record,
  },
})
tcp.judged({
  scenario: 'data-5',
  title: 'data-5: written is not sent, acknowledged is not read, and only an answer proves it',
  lies: {
    'a segment that had arrived before': (record) =>
      isData(record) ? { ...record, arrivedMs: 0 } : record,
    'a segment that was not held': (record) =>
      isData(record) ? { ...record, heldMs: undefined } : record,
    'a second message that had left': (record) =>
      record.kind === 'tcp.queues' ? { ...record, notSentBytes: 0 } : record,
    'a callback that was never called': (record) =>
      record.kind === 'socket.written' ? undefined : record,
    'an ACK that came after the program had read': (record) =>
      record.sender === 'server' ? { ...record, arrivedMs: 1e9 } : record,
    "a server's kernel that had nothing": (record) =>
      record.kind === 'tcp.queues' && record.at === 'server'
        ? { ...record, receiveQueueBytes: 0 }
        : record,
    'an answer that came first': (record) =>
      record.kind === 'socket.data' && record.at === 'client' ? { ...record, tMs: 0 } : record,
  },
})
