import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  SegmentHistory,
  type SegmentSight,
  seqAdd,
  type TcpFlag,
  tcpFlagMask,
} from '../src/index.ts'

interface Sent {
  flags?: TcpFlag[]
  seqNo: number
  ackNo?: number
  payloadBytes?: number
}

const client = {
  source: '10.1.0.1',
  sourcePort: 40000,
  destination: '10.1.0.2',
  destinationPort: 80,
}
const server = {
  source: '10.1.0.2',
  sourcePort: 80,
  destination: '10.1.0.1',
  destinationPort: 40000,
}

function segment(side: typeof client, sent: Sent): SegmentSight {
  const { flags = ['ACK'], seqNo, ackNo = 0, payloadBytes = 0 } = sent
  return { ...side, protocol: 'tcp', flags: tcpFlagMask(flags), seqNo, ackNo, payloadBytes }
}

/** Sees the segments in order, numbered from 1. */
function pasts(...segments: SegmentSight[]) {
  const history = new SegmentHistory()
  return segments.map((sight, i) => history.see(sight, i + 1))
}

const syn = segment(client, { flags: ['SYN'], seqNo: 1000 })
const synAck = segment(server, { flags: ['SYN', 'ACK'], seqNo: 5000, ackNo: 1001 })
const ack = segment(client, { seqNo: 1001, ackNo: 5001 })

describe('relative numbers', () => {
  it('count from the initial sequence number of each side', () => {
    expect(pasts(syn, synAck, ack)).toEqual([
      { relativeSeqNo: 0 },
      { relativeSeqNo: 0, relativeAckNo: 1 },
      { relativeSeqNo: 1, relativeAckNo: 1 },
    ])
  })

  it('are absent where no SYN was seen', () => {
    expect(pasts(ack, segment(server, { seqNo: 5001, ackNo: 1001, payloadBytes: 9 }))).toEqual([
      {},
      {},
    ])
  })

  it('go on where sequence numbers wrap, and are negative in front of the SYN', () => {
    const first = 0xffff_fff0
    const seen = pasts(
      segment(client, { flags: ['SYN'], seqNo: first }),
      segment(client, { seqNo: seqAdd(first, 1), payloadBytes: 100 }),
      segment(client, { seqNo: 85, payloadBytes: 10 }),
      segment(client, { seqNo: seqAdd(first, -1) }),
    )
    expect(seen.map((past) => past.relativeSeqNo)).toEqual([0, 1, 101, -1])
  })

  it('of more than 4 GiB go on too', () => {
    const history = new SegmentHistory()
    history.see(segment(client, { flags: ['SYN'], seqNo: 0 }), 1)
    let last = 0
    for (let sent = 1; sent < 2 ** 32 + 2 ** 30; sent += 2 ** 30) {
      const sight = segment(client, { seqNo: sent >>> 0, payloadBytes: 2 ** 30 })
      last = history.see(sight, 2).relativeSeqNo as number
    }
    expect(last).toBe(2 ** 32 + 1)
  })

  it('begin anew with a SYN of another initial number, on both sides', () => {
    const again = pasts(
      syn,
      synAck,
      segment(client, { flags: ['SYN'], seqNo: 900_000 }),
      segment(server, { flags: ['SYN', 'ACK'], seqNo: 800_000, ackNo: 900_001 }),
      segment(client, { seqNo: 900_001, ackNo: 800_001, payloadBytes: 5 }),
    )
    expect(again.slice(2)).toEqual([
      { relativeSeqNo: 0 },
      { relativeSeqNo: 0, relativeAckNo: 1 },
      { relativeSeqNo: 1, relativeAckNo: 1 },
    ])
  })

  it('of the old connection stay when a SYN was forged into it', () => {
    const seen = pasts(
      syn,
      synAck,
      segment(client, { flags: ['SYN'], seqNo: 3_000_000_000 }),
      segment(server, { seqNo: 5001, ackNo: 1001 }),
      segment(client, { seqNo: 1001, ackNo: 5001, payloadBytes: 5 }),
    )
    expect(seen.slice(3)).toEqual([
      { relativeSeqNo: 1, relativeAckNo: 1 },
      { relativeSeqNo: 1, relativeAckNo: 1 },
    ])
  })
})

describe('a retransmission', () => {
  const data = (seqNo: number, payloadBytes: number) =>
    segment(client, { seqNo, ackNo: 5001, payloadBytes })
  const repeated = (...segments: SegmentSight[]) =>
    pasts(...segments).map((past) => past.retransmissionOf)

  it('is a SYN, a SYN+ACK, data or a FIN whose numbers were sent before', () => {
    const fin = segment(client, { flags: ['FIN', 'ACK'], seqNo: 1101, ackNo: 5001 })
    expect(repeated(syn, syn, synAck, synAck, data(1001, 100), fin, data(1001, 100), fin)).toEqual([
      undefined,
      1,
      undefined,
      3,
      undefined,
      undefined,
      5,
      6,
    ])
  })

  it('names the packet that first carried its first byte, however it is cut', () => {
    expect(
      repeated(
        data(1, 100),
        data(101, 100),
        data(201, 100),
        data(1, 300),
        data(150, 60),
        data(1, 1),
      ),
    ).toEqual([undefined, undefined, undefined, 1, 2, 1])
  })

  it('is none when a byte of it is new, and then only the new ones are its own', () => {
    expect(repeated(data(1, 100), data(51, 100), data(51, 10), data(101, 50))).toEqual([
      undefined,
      undefined,
      1,
      2,
    ])
  })

  it('is known after the acknowledgment too: it may have been lost', () => {
    const acked = segment(server, { seqNo: 5001, ackNo: 1101 })
    expect(repeated(data(1001, 100), acked, data(1001, 100))).toEqual([undefined, undefined, 1])
  })

  it('is never a segment without numbers (an ACK, an empty window probe), nor a RST', () => {
    const probe = segment(client, { seqNo: 1000, ackNo: 5001 })
    const reset = segment(client, { flags: ['RST', 'ACK'], seqNo: 1001, payloadBytes: 100 })
    expect(repeated(data(1001, 100), ack, ack, probe, probe, reset)).toEqual(
      new Array(6).fill(undefined),
    )
  })

  it('is of its own direction and connection only', () => {
    const elsewhere = { ...data(1001, 100), sourcePort: 40001 }
    const back = segment(server, { seqNo: 1001, payloadBytes: 100 })
    expect(repeated(data(1001, 100), elsewhere, back)).toEqual(new Array(3).fill(undefined))
  })

  it('is found as when every byte remembers its packet', () => {
    const piece = fc.record({ from: fc.nat(60), payloadBytes: fc.nat(25) })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(0xffff_ffff), (pieces, base) => {
        const history = new SegmentHistory()
        const carriers = new Map<number, number>()
        for (const [i, { from, payloadBytes }] of pieces.entries()) {
          const bytes = Array.from({ length: payloadBytes }, (_, k) => from + k)
          const isRepeated = bytes.length > 0 && bytes.every((byte) => carriers.has(byte))
          const expected = isRepeated ? carriers.get(from) : undefined
          const sight = segment(client, { seqNo: seqAdd(base, from), payloadBytes })
          expect(history.see(sight, i + 1).retransmissionOf).toBe(expected)
          for (const byte of bytes) if (!carriers.has(byte)) carriers.set(byte, i + 1)
        }
      }),
    )
  })
})

describe('its memory is bounded', () => {
  it('the oldest ranges of many are forgotten, the last 4,096 never', () => {
    const history = new SegmentHistory()
    const count = 9000
    for (let i = 0; i < count; i++)
      history.see(segment(client, { seqNo: i, payloadBytes: 1 }), i + 1)
    const carrierOf = (seqNo: number) =>
      history.see(segment(client, { seqNo, payloadBytes: 1 }), count + 1).retransmissionOf
    expect(carrierOf(count - 4096)).toBe(count - 4095)
    expect(carrierOf(0)).toBeUndefined()
  })

  it('the oldest connections of many are forgotten', () => {
    const history = new SegmentHistory()
    const from = (sourcePort: number) => history.see({ ...syn, sourcePort }, sourcePort)
    for (let port = 1; port <= 3000; port++) from(port)
    expect(from(3000).retransmissionOf).toBe(3000)
    expect(from(1).retransmissionOf).toBeUndefined()
  })
})

it('of what is not TCP nothing is told', () => {
  expect(pasts({ ...syn, protocol: 'udp' }, { ...syn, protocol: 'udp' })).toEqual([{}, {}])
})
