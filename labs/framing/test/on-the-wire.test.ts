import path from 'node:path'
import type { TraceRecord } from '@socket-labs/trace'
import { LabUnderTest } from '../../../test/judged-scenarios.ts'
import arrivals from '../src/frame-2-three-arrivals-on-the-wire.ts'
import segmentSizes from '../src/frame-3-mtu-and-mss-on-the-wire.ts'
import occasions from '../src/frame-4-occasions-on-the-wire.ts'
import noDelay from '../src/frame-5-nodelay-on-the-wire.ts'

const lab = { id: 'framing', scenarios: [arrivals, segmentSizes, occasions, noDelay] }
const framing = new LabUnderTest(lab, path.join(import.meta.dirname, '..'))

type Lie = (record: TraceRecord) => TraceRecord | undefined

function isData({ kind, sender, payloadBytes }: TraceRecord): boolean {
  return kind === 'tcp.segment' && sender === 'client' && Number(payloadBytes) > 0
}

const noSegments: Lie = (record) => (isData(record) ? undefined : record)

/** Leaves out what a note names: the judge then finds no such part. */
function without(field: string, name: string): Lie {
  return (record) => (record[field] === name ? undefined : record)
}

framing.judged({
  scenario: 'frame-2',
  title: 'frame-2: two segments become one read, and half a message is read when the rest is late',
  lies: {
    'segments that nobody saw': noSegments,
    'a message that nobody decoded': (record) =>
      record.kind === 'frame.decoded' && record.text === '"world"' ? undefined : record,
    'a rest that had come before the read': (record) =>
      isData(record) ? { ...record, arrivedMs: 0 } : record,
    'no sticky arrival': without('arrival', 'sticky'),
    'a read of one byte more': (record) =>
      record.kind === 'socket.data'
        ? { ...record, originalBytes: (record.originalBytes ?? 0) + 1 }
        : record,
  },
})
framing.judged({
  scenario: 'frame-3',
  title: 'frame-3: the MSS is 1 460 or 1 440, and timestamps leave 1 448 or 1 428 for data',
  lies: {
    'a SYN that announces less with timestamps': (record) => {
      const options = record.options as { mssBytes?: number; timestamp?: unknown } | undefined
      return options?.mssBytes === 1460 && options.timestamp
        ? { ...record, options: { ...options, mssBytes: 1448 } }
        : record
    },
    'IPv6 that announces as IPv4 does': (record) => {
      const options = record.options as { mssBytes?: number } | undefined
      return options?.mssBytes === 1440
        ? { ...record, options: { ...options, mssBytes: 1460 } }
        : record
    },
    'timestamps that take no room': (record) =>
      record.payloadBytes === 1428 ? { ...record, payloadBytes: 1440 } : record,
    'a packet longer than the MTU': (record) =>
      isData(record) ? { ...record, packetBytes: Number(record.packetBytes) + 1 } : record,
    'no IPv6': without('round', 'IPv6'),
    'segments that nobody saw': noSegments,
  },
})
framing.judged({
  scenario: 'frame-4',
  title: 'frame-4: the kernels put together and cut, the wire is late, or the reader is',
  lies: {
    'segments that nobody saw': noSegments,
    'a kernel that took the whole message': (record) =>
      record.kind === 'tcp.queues' && record.at === 'client'
        ? { ...record, sendQueueBytes: 1e6 }
        : record,
    'a wire that nothing had crossed before the read': (record) =>
      isData(record) ? { ...record, arrivedMs: 1e9 } : record,
    'messages that end elsewhere': (record) =>
      record.kind === 'frame.sent' ? { ...record, toByte: Number(record.toByte) + 1 } : record,
    'a segment for each small write': without('occasion', 'small writes'),
    'a late reader that was not late': without('occasion', 'late reader'),
    'a message that was lost': (record) =>
      record.kind === 'frame.decoded' && record.text === '"two"' ? undefined : record,
  },
})
framing.judged({
  scenario: 'frame-5',
  title: 'frame-5: each message is a segment, and still they stick when one is overtaken',
  lies: {
    'segments that nobody saw': noSegments,
    'a first segment that came first': (record) =>
      isData(record) && record.heldMs !== undefined ? { ...record, arrivedMs: 0 } : record,
    'segments that held two messages': (record) =>
      isData(record) ? { ...record, relativeSeqNo: Number(record.relativeSeqNo) + 3 } : record,
    'a read that took less than all five': (record) =>
      record.kind === 'socket.data' && record.originalBytes === 39
        ? { ...record, originalBytes: 20 }
        : record,
    'a long message that was not cut': without('case', 'long'),
    'a message that nobody decoded': (record) =>
      record.kind === 'frame.decoded' && record.text === '"three"' ? undefined : record,
  },
})
