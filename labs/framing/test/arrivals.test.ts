import path from 'node:path'
import type { TraceRecord } from '@socket-labs/trace'
import { describe, expect, it } from 'vitest'
import { LabUnderTest } from '../../../test/judged-scenarios.ts'
import lab from '../lab.ts'
import { numberedDatagrams, Reassembly } from '../src/numbered-datagrams.ts'
import { parseSegment } from '../src/segment-capture.ts'
import { parseTcpInfo } from '../src/tcp-info.ts'

const framing = new LabUnderTest(lab, path.join(import.meta.dirname, '..'))

type Lie = (record: TraceRecord) => TraceRecord | undefined

/** Changes each record of one kind and place; undefined leaves it out. */
function each(kind: string, at: string, change: Lie): Lie {
  return (record) => (record.kind === kind && record.at === at ? change(record) : record)
}

/** Changes only the first record of that kind and place. */
function first(kind: string, at: string, change: Lie): Lie {
  let firstN: number | undefined
  return each(kind, at, (record) => {
    firstN ??= record.n
    return record.n === firstN ? change(record) : record
  })
}

const oneByteMore: Lie = (record) => ({
  ...record,
  originalBytes: (record.originalBytes ?? 0) + 1,
})
const gone: Lie = () => undefined

framing.judged({
  scenario: 'frame-1',
  title: 'frame-1: the end of the stream is the frame, and proves nothing',
  lies: {
    'a byte more than was written': first('socket.data', 'server', oneByteMore),
    'an end that nobody read': first('socket.end', 'server', gone),
    'an error at the death of the sender': each('socket.close', 'server', (record) => ({
      ...record,
      hadError: true,
    })),
    'a decoder that noticed nothing': (record) =>
      record.end === 'truncated' ? { ...record, end: 'clean' } : record,
  },
})
framing.judged({
  scenario: 'frame-2',
  title: 'frame-2: two messages come separate, sticky and cut, and a length finds them whole',
  lies: {
    'a read of one byte more': first('socket.data', 'server', oneByteMore),
    'a message that nobody decoded': first('frame.decoded', 'server', gone),
    'a message that was decoded as another': first('frame.decoded', 'server', (record) => ({
      ...record,
      text: '"help"',
    })),
    'messages that end elsewhere': each('frame.sent', 'client', (record) => ({
      ...record,
      toByte: Number(record.toByte) + 1,
    })),
    'a connection on which nothing was cut': (record) =>
      record.arrival === 'cut' ? { ...record, arrival: 'whole' } : record,
    'reads that all belong to one connection': each('socket.data', 'server', (record) => ({
      ...record,
      conn: 'c1',
    })),
  },
})
framing.judged({
  scenario: 'frame-3',
  title: 'frame-3: MTU and MSS are bytes, options take their part, and offload hides the cuts',
  needs: ['user-namespaces', 'tshark'],
  lies: {
    'an MTU of 1 500 at the loopback': (record) =>
      record.kind === 'instrument.row' ? { ...record, mtuBytes: 1500 } : record,
    'an announcement that fits another MTU': each('tcp.info', 'client', (record) => ({
      ...record,
      advertisedMssBytes: Number(record.advertisedMssBytes) - 8,
    })),
    'an MSS option that is smaller with timestamps': each('tcp.segment', 'wire', (record) =>
      record.round === 'timestamps' && record.options
        ? { ...record, options: { mssBytes: 1448 } }
        : record,
    ),
    'a segment with 1 460 bytes of data and timestamps': each('tcp.segment', 'wire', (record) =>
      record.round === 'timestamps' && record.payloadBytes === 1448
        ? { ...record, payloadBytes: 1460 }
        : record,
    ),
    'a capture with offload that shows nothing larger': each('tcp.segment', 'wire', (record) =>
      record.round === 'offload' && Number(record.payloadBytes) > 1448 ? undefined : record,
    ),
    'no capture at all': each('tcp.segment', 'wire', gone),
    'no private network': (record) =>
      record.kind === 'tcp.info' && record.round !== 'loopback' ? undefined : record,
  },
})
framing.judged({
  scenario: 'frame-4',
  title: 'frame-4: on four occasions reads differ from writes, for one cause',
  needs: ['ss'],
  lies: {
    'kernels that took the whole write': each('tcp.queues', 'client', (record) => ({
      ...record,
      sendQueueBytes: 1e9,
    })),
    'a segment for each small write': each('tcp.info', 'client', (record) => ({
      ...record,
      dataSegmentsOut: record.n * 100,
    })),
    'an MSS that the long message fits into': each('tcp.info', 'client', (record) => ({
      ...record,
      mssBytes: 1e9,
    })),
    'a message that was lost': first('frame.decoded', 'server', gone),
    'a late reader that was not late': (record) =>
      record.occasion === 'late reader' ? undefined : record,
    'a byte that nobody wrote': each('socket.data', 'server', oneByteMore),
  },
})
framing.judged({
  scenario: 'frame-5',
  title: 'frame-5: with TCP_NODELAY messages stick together and are cut as before',
  needs: ['ss'],
  lies: {
    'writes that did not leave one by one': each('tcp.info', 'client', (record) => ({
      ...record,
      dataSegmentsOut: 2,
    })),
    'a read that took less than all five': each('socket.data', 'server', (record) =>
      record.originalBytes === 39 ? { ...record, originalBytes: 20 } : record,
    ),
    'a message that was not cut': (record) =>
      record.case === 'Nagle off, long' ? undefined : record,
    'a message that nobody decoded': each('frame.decoded', 'server', (record) =>
      record.text === '"three"' ? undefined : record,
    ),
  },
})
framing.judged({
  scenario: 'frame-11',
  title: 'frame-11: a datagram comes whole and alone up to its limit, and beyond it is numbered',
  lies: {
    'two messages in one datagram': first('udp.datagram', 'server', (record) => ({
      ...record,
      originalBytes: 10,
    })),
    'a datagram that never came': first('udp.datagram', 'server', gone),
    'a datagram that was too long and yet sent': each('socket.error', 'client', gone),
    'a reader that was never late': each('udp.datagram', 'server', (record) => ({
      ...record,
      tMs: 0,
    })),
    'a message that was put together wrongly': each('frame.decoded', 'server', (record) => ({
      ...record,
      digest: '0000000000000000',
    })),
    'nobody who noticed that pieces were missing': (record) =>
      record.missing ? undefined : record,
    'pieces that were all received': (record) =>
      record.missing ? { ...record, missing: [] } : record,
  },
})

describe('frame-11: numbered datagrams', () => {
  const message = Buffer.from('twelve bytes')

  it('are put together in any order, and twice does no harm', () => {
    const pieces = numberedDatagrams(message, 5)
    const reassembly = new Reassembly()
    for (const piece of [...pieces, ...pieces].reverse()) reassembly.add(piece)
    expect(pieces.map((piece) => piece.length)).toEqual([9, 9, 6])
    expect(reassembly.message()).toEqual(message)
  })

  it('tell which is missing, and are no message before it is there', () => {
    const [first, second, third] = numberedDatagrams(message, 5) as [Buffer, Buffer, Buffer]
    const reassembly = new Reassembly()
    expect(reassembly.missing()).toEqual([])
    reassembly.add(third)
    reassembly.add(first)
    expect(reassembly.missing()).toEqual([1])
    expect(reassembly.message()).toBeUndefined()
    reassembly.add(second)
    expect(reassembly.message()).toEqual(message)
  })

  it('ignore strangers: too short, or of another count', () => {
    const reassembly = new Reassembly()
    reassembly.add(Buffer.from([0, 1]))
    expect(reassembly.message()).toBeUndefined()
    for (const piece of numberedDatagrams(message, 6)) reassembly.add(piece)
    reassembly.add(numberedDatagrams(message, 2)[4] as Buffer)
    expect(reassembly.message()).toEqual(message)
  })
})

describe('frame-3: what the instruments say', () => {
  it('is read from a line of ss, with what was sent again', () => {
    const line =
      'ESTAB 0 0 127.0.0.1:1 127.0.0.1:2 ts sack bbr wscale:10,10 mss:1448 pmtu:1500 rcvmss:536 ' +
      'advmss:1448 cwnd:24 segs_out:16 data_segs_out:14 retrans:0/2 rcv_space:14480'
    expect(parseTcpInfo(line)).toEqual({
      mssBytes: 1448,
      advertisedMssBytes: 1448,
      pathMtuBytes: 1500,
      dataSegmentsOut: 14,
      retransmits: 2,
      hasTimestamps: true,
    })
    expect(parseTcpInfo(line.replace(' ts ', ' '))?.hasTimestamps).toBe(false)
    expect(parseTcpInfo('LISTEN 0 5 127.0.0.1:1 0.0.0.0:*')).toBeUndefined()
  })

  it('is read from a line of tshark, with and without an MSS option', () => {
    const syn = '1.5\t40000\t80\t0x0002\t7\t0\t64240\t1460\t99\t0\t60'
    expect(parseSegment(syn)).toEqual({
      epochMs: 1500,
      fromPort: 40000,
      toPort: 80,
      flags: ['SYN'],
      seqNo: 7,
      ackNo: 0,
      window: 64240,
      mssOptionBytes: 1460,
      hasTimestamps: true,
      payloadBytes: 0,
      packetBytes: 60,
    })
    const data = parseSegment('1.5\t40000\t80\t0x0018\t8\t1\t512\t\t\t1460\t1500')
    expect(data).toMatchObject({ flags: ['PSH', 'ACK'], payloadBytes: 1460, hasTimestamps: false })
    expect(data).not.toHaveProperty('mssOptionBytes')
  })
})
